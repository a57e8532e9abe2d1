"""Occlusion: how the score falls when a square patch is hidden."""

import numpy as np
from numpy.typing import NDArray

from core.data.dataset import SIDE
from core.explanation.question import HIDDEN, Score

PATCH, STRIDE = 6, 2  # pixels


def occlusion_map(picture: NDArray[np.uint8], score: Score) -> NDArray[np.float32]:
    """Return by how much the score falls if a patch over a pixel is hidden, (28, 28).

    A pixel's value is the mean over the patches of 6×6 that cover it (Zeiler and Fergus 2014, arXiv
    1311.2901). There is no chance in it. One call of `score` with 256 pictures.
    """
    covers = covering(PATCH, STRIDE)
    hidden = np.where(covers, np.uint8(HIDDEN), picture)
    scores = score(np.concatenate([picture[None], hidden]))
    falls = scores[0] - scores[1:]
    total = np.einsum("n,nij->ij", falls, covers)
    return np.asarray(total / covers.sum(axis=0), np.float32)


def covering(edge: int, stride: int) -> NDArray[np.bool_]:
    """Return squares (n, 28, 28) that cover every pixel equally often, also those at the border."""
    starts = np.arange(stride - edge, SIDE, stride)
    pixels = np.arange(SIDE)
    inside = (pixels >= starts[:, None]) & (pixels < starts[:, None] + edge)
    both = inside[:, None, :, None] & inside[None, :, None, :]
    return np.asarray(both.reshape(-1, SIDE, SIDE))
