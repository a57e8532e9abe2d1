"""Data augmentation of the training pictures."""
