"""Checks of the data: its files, and the pictures and labels of a version."""
