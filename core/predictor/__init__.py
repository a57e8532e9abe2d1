"""Predictions with ONNX Runtime: calibrated, and able to abstain ("I don't know").

TensorFlow is not imported here; a prediction takes a fraction of a millisecond.
"""

from core.predictor.network import open_network, run_network, run_with_flip
from core.predictor.predictor import SURE_FROM, Picture, Prediction, Predictions, Predictor

__all__ = [
    "SURE_FROM",
    "Picture",
    "Prediction",
    "Predictions",
    "Predictor",
    "open_network",
    "run_network",
    "run_with_flip",
]
