"""Pure functions: (labels, probabilities) -> a result."""

from core.evaluation.calibration import choose_threshold, fit_temperature
from core.evaluation.metrics import Interval, Scores, expected_calibration_error, score, wilson

__all__ = [
    "Interval",
    "Scores",
    "choose_threshold",
    "expected_calibration_error",
    "fit_temperature",
    "score",
    "wilson",
]
