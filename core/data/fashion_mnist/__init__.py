"""The dataset's four files: fetched, and verified against the published contents."""
