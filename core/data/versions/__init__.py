"""The dataset versions that a training can use."""
