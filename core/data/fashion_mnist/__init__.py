"""The dataset's four files: where they come from, and whether they are what was published."""
