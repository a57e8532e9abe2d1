"""How well a score separates two groups."""

import numpy as np
import numpy.typing as npt


def auroc(higher: npt.NDArray[np.floating], lower: npt.NDArray[np.floating]) -> float:
    """Return how often one of `higher` (n,) scores above one of `lower` (m,); ties count half.

    The area under the ROC curve as the Mann-Whitney statistic (Hanley and McNeil 1982): 0.5 is
    chance, 1.0 perfect separation. Raises ValueError if a group is empty.
    """
    if not len(higher) or not len(lower):
        raise ValueError("Both groups need at least one score.")
    ordered = np.sort(lower)
    below = np.searchsorted(ordered, higher, side="left")
    not_above = np.searchsorted(ordered, higher, side="right")
    return float((below + not_above).mean() / (2 * len(lower)))
