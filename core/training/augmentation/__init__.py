"""Changes to the training pictures."""
