"""Calibrate probabilities, and choose the threshold below which the model abstains.

Everything here is fitted on validation data, never on the test split.
"""

import numpy as np
import numpy.typing as npt

from core.calibration import energy

_GOLDEN = (np.sqrt(5) - 1) / 2
_LOWEST, _HIGHEST = np.log(0.05), np.log(20.0)


def fit_temperature(logits: npt.NDArray[np.floating], labels: npt.NDArray[np.integer]) -> float:
    """Find the temperature that minimises the log-loss (Guo et al. 2017, section 4.2).

    logits (n, classes), labels (n,). The loss has one minimum in log T: golden-section search.
    """
    whole = logits.astype(np.float64)
    true_logits = whole[np.arange(len(labels)), labels]

    def loss(log_temperature: float) -> float:
        temperature = float(np.exp(log_temperature))
        # -log softmax; the energy is the logarithm of its denominator
        return float((energy(whole / temperature) - true_logits / temperature).mean())

    low, high = _LOWEST, _HIGHEST
    while high - low > 1e-4:
        left, right = high - _GOLDEN * (high - low), low + _GOLDEN * (high - low)
        low, high = (low, right) if loss(left) < loss(right) else (left, high)
    return float(np.exp((low + high) / 2))


def choose_threshold(
    familiarity: npt.NDArray[np.floating], right: npt.NDArray[np.bool_], target_accuracy: float
) -> float:
    """Return the lowest familiarity from which at least the target accuracy is reached.

    familiarity (n,) and right (n,) of validation pictures. If even the most familiar pictures fall
    short, returns the highest familiarity seen: then hardly anything is known.
    """
    order = np.argsort(-familiarity, kind="stable")
    ranked = familiarity[order]
    accuracy = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    tie_ends = np.append(ranked[:-1] != ranked[1:], True)  # equal pictures are known together
    enough = np.flatnonzero((accuracy >= target_accuracy) & tie_ends)
    return float(ranked[enough[-1] if len(enough) else 0])
