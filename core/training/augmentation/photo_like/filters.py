"""Filters over all pictures at once, stacked vertically with padding rows between them."""

from collections.abc import Callable

import cv2
import numpy as np

BETWEEN = 5  # rows above and below each picture: half of the widest kernel, rounded up
NARROW = np.ones((3, 3), np.uint8)
Filter = Callable[[np.ndarray], np.ndarray]


def widened(pictures: np.ndarray, size: int) -> np.ndarray:
    """Dilate (n, h, w): each pixel gets the largest value within a square of `size` pixels."""
    return stacked(pictures, lambda tall: cv2.dilate(tall, np.ones((size, size), np.uint8)))


def inner(garment: np.ndarray) -> np.ndarray:
    """Erode masks (n, h, w), 0 or 1, by their outermost pixels."""
    return stacked(garment, lambda tall: cv2.erode(tall, NARROW, borderValue=0))


def closed(garment: np.ndarray, size: int) -> np.ndarray:
    """Close gaps narrower than a disc of `size` pixels in masks float32 (n, h, w), 0 or 1."""
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))
    return stacked(garment, lambda tall: cv2.morphologyEx(tall, cv2.MORPH_CLOSE, disc))


def blurred(pictures: np.ndarray, sigma: float) -> np.ndarray:
    """Blur (n, h, w) with a Gaussian of `sigma` pixels."""
    return stacked(pictures, lambda tall: cv2.GaussianBlur(tall, (0, 0), sigma), "edge")


def stacked(pictures: np.ndarray, change: Filter, mode: str = "constant") -> np.ndarray:
    """Filter (n, h, w) in one call; the rows between are zero, or repeat the edge."""
    count, height, width = pictures.shape
    if not count:
        return pictures
    apart = ((0, 0), (BETWEEN, BETWEEN), (0, 0))
    padded = np.pad(pictures, apart, mode=mode)  # type: ignore[call-overload]
    tall = change(padded.reshape(-1, width)).reshape(padded.shape)
    return np.ascontiguousarray(tall[:, BETWEEN : BETWEEN + height])
