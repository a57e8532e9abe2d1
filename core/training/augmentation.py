"""Changes to the training pictures, made for a whole epoch at once in memory."""

import numpy as np

Pictures = np.ndarray  # uint8 (n, 28, 28)


def augment(name: str, images: Pictures, generator: np.random.Generator) -> Pictures:
    """Return changed copies of the pictures, uint8 (n, 28, 28); the originals stay as they are.

    The same generator state gives the same pictures. `none` returns the pictures themselves.
    """
    if name == "none":
        return images
    changed = shift(flip(images, generator), generator)
    return changed


def flip(images: Pictures, generator: np.random.Generator) -> Pictures:
    """Mirror a random half of the pictures left to right."""
    changed = images.copy()
    mirrored = generator.random(len(images)) < 0.5
    changed[mirrored] = images[mirrored, :, ::-1]
    return changed


def shift(images: Pictures, generator: np.random.Generator, most: int = 2) -> Pictures:
    """Move each picture by up to `most` pixels both ways; the border fills with no ink."""
    padded = np.pad(images, ((0, 0), (most, most), (most, most)))
    height, width = images.shape[1:]
    changed = np.empty_like(images)
    moves = generator.integers(0, 2 * most + 1, size=(len(images), 2))
    for down, right in np.ndindex(2 * most + 1, 2 * most + 1):
        chosen = np.flatnonzero((moves[:, 0] == down) & (moves[:, 1] == right))
        changed[chosen] = padded[chosen, down : down + height, right : right + width]
    return changed
