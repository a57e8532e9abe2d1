"""Run a model on files, and on the test cases of a home."""
