"""Pure functions: (labels, probabilities) -> a result."""

from core.evaluation.calibration import choose_threshold, fit_temperature
from core.evaluation.metrics import Scores, expected_calibration_error, score
from core.interval import Interval, wilson

__all__ = [
    "Interval",
    "Scores",
    "choose_threshold",
    "expected_calibration_error",
    "fit_temperature",
    "score",
    "wilson",
]
