"""Simulated photos and drawings from dataset pictures, and out-of-distribution pictures."""
