"""Labelled pictures of a folder, a zip or a CSV become a version."""
