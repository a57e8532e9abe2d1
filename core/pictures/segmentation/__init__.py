"""Segmentation of photos: initial masks, GrabCut, connected components, mask quality, hints."""
