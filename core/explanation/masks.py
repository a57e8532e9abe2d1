"""Soft random masks, as RISE uses them, of coarse and of fine cells."""

import numpy as np
from numpy.typing import NDArray

from core.data.dataset import SIDE

CELLS = 7  # along each side
CELL = SIDE // CELLS  # pixels
SHOWN = 0.5  # probability that a cell is shown
# Half of the masks each. Coarse masks alone miss thin parts, such as a sandal's straps: measured,
# see docs/explanation.md.
GRIDS = (CELLS, 2 * CELLS)


def soft_masks(count: int, seed: int) -> NDArray[np.float32]:
    """Return masks (n, 28, 28), 0 where hidden and 1 where shown, with soft edges.

    Each is a random grid, enlarged bilinearly and moved by up to a cell, so that no pixel is always
    at an edge (Petsiuk et al. 2018, arXiv 1806.07421). First come those of 7×7 cells, then as many
    of 14×14; `count` is even.
    """
    random = np.random.default_rng(seed)
    each = count // len(GRIDS)
    return np.concatenate([_enlarged(_shown(random, each, cells), random) for cells in GRIDS])


def _shown(random: np.random.Generator, count: int, cells: int) -> NDArray[np.float32]:
    return (random.random((count, cells, cells)) < SHOWN).astype(np.float32)


def centred(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return scores (n,) less their mean, for each kind of mask by itself."""
    return np.concatenate([part - part.mean() for part in np.split(scores, len(GRIDS))])


def smooth_maps(count: int, seed: int) -> NDArray[np.float32]:
    """Return maps (n, 28, 28) of pure chance, as smooth as those that the masks yield."""
    random = np.random.default_rng(seed)
    grids = random.standard_normal((count, CELLS, CELLS)).astype(np.float32)
    return _enlarged(grids, random)


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
    rows = _weights(SIDE, CELLS)
    return np.asarray(rows @ grid @ rows.T)


def _enlarged(grids: NDArray[np.float32], random: np.random.Generator) -> NDArray[np.float32]:
    """Enlarge grids (n, k, k) to (n, 28, 28), each moved by less than a cell."""
    count, cells = grids.shape[:2]
    cell = SIDE // cells
    rows = _weights(SIDE + cell, cells)
    windows = np.stack([rows[start : start + SIDE] for start in range(cell)])
    down, across = windows[random.integers(0, cell, (2, count))]  # (n, 28, k) each
    return np.asarray(down @ grids @ across.transpose(0, 2, 1))


def _weights(size: int, cells: int) -> NDArray[np.float32]:
    """Return the weights (size, cells) of a bilinear enlargement of cells to `size` pixels."""
    centres = (np.arange(size) + 0.5) * cells / size - 0.5
    distance = np.abs(np.clip(centres, 0, cells - 1)[:, None] - np.arange(cells))
    return np.asarray(np.maximum(0, 1 - distance), np.float32)
