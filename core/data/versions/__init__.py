"""The versions of the data that a training can use."""
