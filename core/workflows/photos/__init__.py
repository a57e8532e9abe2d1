"""Labelled photos: scored, with each preparation step switched off, and a threshold chosen."""
