"""Evaluate a registered model on a split of a data version."""
