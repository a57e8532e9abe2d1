"""Where a map points, in words: for those who cannot see it, and for a shell."""

import numpy as np
from numpy.typing import NDArray

from core.data.dataset import SIDE

ROWS = ("top", "middle", "bottom")
COLUMNS = ("left", "centre", "right")
NOWHERE = "points nowhere"


def where(found: NDArray[np.floating]) -> str:
    """Return which ninth of a map (28, 28) speaks most for the class: mostly top left."""
    gains = np.clip(found, 0, None)
    if not gains.any():
        return NOWHERE
    bounds = np.linspace(0, SIDE, len(ROWS) + 1).round().astype(int)
    sums = np.array(
        [
            [gains[top:bottom, left:right].sum() for left, right in _pairs(bounds)]
            for top, bottom in _pairs(bounds)
        ]
    )
    row, column = divmod(int(sums.argmax()), len(COLUMNS))
    name = "centre" if (row, column) == (1, 1) else f"{ROWS[row]} {COLUMNS[column]}"
    return f"mostly {name}"


def _pairs(bounds: NDArray[np.int64]) -> list[tuple[int, int]]:
    return list(zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True))
