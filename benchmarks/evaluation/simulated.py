"""Labels and probabilities from a known distribution, so that the true value of a metric is known.

Ten Gaussian clouds around the corners of a simplex; a model that knows them, at a temperature.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.evaluation.estimate import Estimate, estimate_of
from core.evaluation.estimate import Method as IntervalMethod
from core.evaluation.evaluation import Evaluation
from core.interval import wilson

CLASSES = 10
TRUTH = 400_000  # pictures from which the true values are computed

Labels = npt.NDArray[np.int64]
Probabilities = npt.NDArray[np.float64]


@dataclass(frozen=True)
class World:
    """How often each class occurs (10,), how far they are apart, and a temperature: 1 is exact."""

    shares: tuple[float, ...]
    distance: float
    temperature: float
    n: int

    def draw(self, n: int, random: np.random.Generator) -> tuple[Labels, Probabilities]:
        """Return labels (n,) and probabilities (n, 10)."""
        labels = random.choice(CLASSES, n, p=self.shares)
        seen = random.normal(size=(n, CLASSES))
        seen[np.arange(n), labels] += self.distance
        logits = (seen * self.distance + np.log(self.shares)) / self.temperature
        exponentials = np.exp(logits - logits.max(axis=1, keepdims=True))
        return labels, exponentials / exponentials.sum(axis=1, keepdims=True)


EVEN = (0.1,) * CLASSES
WORLDS: Mapping[str, World] = {
    "200 pictures": World(EVEN, 2.6, 0.7, 200),
    "500 pictures, two classes of 10 or so": World((0.02, 0.02, 0.05, *[0.13] * 7), 3.0, 0.8, 500),
    "2,000 pictures, two classes of 20 or so": World(
        (0.01, 0.01, 0.028, *[0.136] * 7), 2.6, 1.3, 2000
    ),
    "300 pictures, a weak model": World(EVEN, 1.2, 1.0, 300),
    "10,000 pictures": World(EVEN, 3.0, 0.8, 10_000),
}

Metric = Callable[[Evaluation], Estimate | None]
METRICS: Mapping[str, Metric] = {
    "accuracy": lambda found: found.accuracy,
    "balanced accuracy": lambda found: found.balanced_accuracy,
    "macro F1": lambda found: found.macro_f1,
    "log loss": lambda found: found.log_loss,
    "Brier score": lambda found: found.brier_score,
    "calibration error": lambda found: found.calibration_error,
    "AUROC": lambda found: found.auroc,
    "average precision": lambda found: found.average_precision,
    "F1 of the rarest class": lambda found: found.classes[0].f1,
    "AUROC of the rarest class": lambda found: found.classes[0].auroc,
    "average precision of the rarest class": lambda found: found.classes[0].average_precision,
}


@dataclass
class Coverage:
    """In how many of the draws the interval held the true value."""

    held: int = 0
    draws: int = 0

    def add(self, found: Estimate | None, true: Estimate | None) -> None:
        if found is not None and true is not None:
            self.draws += 1
            self.held += found.low - 1e-12 <= true.value <= found.high + 1e-12

    def share(self) -> Estimate:
        return estimate_of(wilson(self.held, self.draws), IntervalMethod.WILSON)
