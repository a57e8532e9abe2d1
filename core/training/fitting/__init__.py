"""Fit a network: batches, steps, checkpoints."""
