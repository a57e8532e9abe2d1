"""Labelled photos: score a model, switch off each preprocessing step, choose a threshold."""
