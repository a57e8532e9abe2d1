"""Soft random masks of 7×7 cells, as RISE uses them."""

import numpy as np
from numpy.typing import NDArray

from core.data.dataset import SIDE

CELLS = 7  # along each side
CELL = SIDE // CELLS  # pixels
SHOWN = 0.5  # probability that a cell is shown


def soft_masks(count: int, seed: int) -> NDArray[np.float32]:
    """Return masks (n, 28, 28), 0 where hidden and 1 where shown, with soft edges.

    Each is a random grid of 7×7 cells, enlarged bilinearly and moved by up to a cell, so that no
    pixel is always at an edge (Petsiuk et al. 2018, arXiv 1806.07421).
    """
    random = np.random.default_rng(seed)
    grids = (random.random((count, CELLS, CELLS)) < SHOWN).astype(np.float32)
    return _enlarged(grids, random.integers(0, CELL, (2, count)))


def smooth_maps(count: int, seed: int) -> NDArray[np.float32]:
    """Return maps (n, 28, 28) of pure chance, as smooth as those that the masks yield."""
    random = np.random.default_rng(seed)
    grids = random.standard_normal((count, CELLS, CELLS)).astype(np.float32)
    return _enlarged(grids, random.integers(0, CELL, (2, count)))


def hide(picture: NDArray[np.uint8], masks: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Darken a picture uint8 (28, 28) to black where masks (n, 28, 28) are low."""
    return np.asarray(np.rint(picture * masks), np.uint8)


def cell_means(masks: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return how much of each cell is shown, (n, 49)."""
    parts = masks.reshape(len(masks), CELLS, CELL, CELLS, CELL)
    return np.asarray(parts.mean(axis=(2, 4)).reshape(len(masks), CELLS * CELLS))


def from_cells(values: NDArray[np.floating]) -> NDArray[np.float32]:
    """Draw one value for each cell, (49,), as a smooth map (28, 28)."""
    grid = values.reshape(CELLS, CELLS).astype(np.float32)
    rows = _weights(SIDE)
    return np.asarray(rows @ grid @ rows.T)


def _enlarged(grids: NDArray[np.float32], moved: NDArray[np.int64]) -> NDArray[np.float32]:
    rows = _weights(SIDE + CELL)
    windows = np.stack([rows[start : start + SIDE] for start in range(CELL)])
    down, across = windows[moved[0]], windows[moved[1]]  # (n, 28, 7) each
    return np.asarray(down @ grids @ across.transpose(0, 2, 1))


def _weights(size: int) -> NDArray[np.float32]:
    """Return the weights (size, 7) of a bilinear enlargement of 7 cells to `size` pixels."""
    centres = (np.arange(size) + 0.5) * CELLS / size - 0.5
    distance = np.abs(np.clip(centres, 0, CELLS - 1)[:, None] - np.arange(CELLS))
    return np.asarray(np.maximum(0, 1 - distance), np.float32)
