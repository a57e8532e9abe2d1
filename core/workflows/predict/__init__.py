"""Ask a model about files, and about the cases of a home."""
