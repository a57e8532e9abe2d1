"""RISE and a linear surrogate, both from one batch of masked pictures."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.explanation.masks import cell_means, centred, from_cells, hide, soft_masks
from core.explanation.question import Score

MASKS = 1000
RIDGE = 1.0  # as in LIME
SAME = 1e-12  # scores that differ by less are equal


@dataclass(frozen=True, eq=False)
class Sampled:
    """Two maps (28, 28), and how much of the score the surrogate explains (R², at most 1)."""

    rise: NDArray[np.float32]
    surrogate: NDArray[np.float32]
    fidelity: float


def sampled(picture: NDArray[np.uint8], score: Score, seed: int, count: int = MASKS) -> Sampled:
    """Explain a picture uint8 (28, 28) by `count` random masks; one call of `score`."""
    masks = soft_masks(count, seed)
    scores = centred(score(hide(picture, masks)))
    weights, fidelity = linear_surrogate(cell_means(masks), scores)
    return Sampled(rise_map(masks, scores), from_cells(weights), fidelity)


def rise_map(masks: NDArray[np.float32], scores: NDArray[np.float64]) -> NDArray[np.float32]:
    """Return by how much the score rises on average if a pixel is shown, (28, 28).

    RISE (Petsiuk et al. 2018, arXiv 1806.07421) averages the masks weighted by the score. Here both
    are centred, so that a pixel which does not matter is 0, and the unit is that of the score.
    """
    shown = masks.reshape(len(masks), -1)
    shown = shown - shown.mean(axis=0)
    changes = (scores - scores.mean()).astype(np.float32)
    slope = changes @ shown / np.maximum(np.square(shown).sum(axis=0), 1e-9)
    return np.asarray(slope.reshape(masks.shape[1:]), np.float32)


def linear_surrogate(
    cells: NDArray[np.float32], scores: NDArray[np.float64]
) -> tuple[NDArray[np.float64], float]:
    """Fit the score by a ridge regression on cells (n, k); return weights (k,) and R².

    The idea is LIME's (Ribeiro et al. 2016, arXiv 1602.04938), with cells for superpixels. A weight
    is the change of the score if that cell is shown. R² is that of predicting each sample from the
    others (leave one out, in closed form); 0 if the score never changes.
    """
    shown = (cells - cells.mean(axis=0)).astype(np.float64)
    changes = scores - scores.mean()
    if np.ptp(scores) < SAME:
        return np.zeros(shown.shape[1]), 0.0
    inverse = np.linalg.inv(shown.T @ shown + RIDGE * np.eye(shown.shape[1]))
    weights = inverse @ (shown.T @ changes)
    leverage = 1 / len(scores) + np.einsum("ij,jk,ik->i", shown, inverse, shown)
    left_out = (changes - shown @ weights) / (1 - leverage)
    return weights, float(1 - np.square(left_out).sum() / np.square(changes).sum())
