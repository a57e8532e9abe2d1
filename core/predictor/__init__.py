"""The one road to a prediction: ONNX Runtime, calibrated, and able to say "I don't know".

TensorFlow is not imported here; a prediction costs a fraction of a millisecond.
"""

from core.predictor.familiarity import energy, familiarity_of, familiarity_score, scale_of, softmax
from core.predictor.network import open_network, run_network, run_with_mirror
from core.predictor.predictor import SURE_FROM, Batch, Prediction, Predictor

__all__ = [
    "SURE_FROM",
    "Batch",
    "Prediction",
    "Predictor",
    "energy",
    "familiarity_of",
    "familiarity_score",
    "open_network",
    "run_network",
    "run_with_mirror",
    "scale_of",
    "softmax",
]
