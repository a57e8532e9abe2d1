"""Trains a network from a config and a dataset and saves it as Keras and ONNX.
Importing this package does not load Keras.
"""

from core.training.backend import device, environment
from core.training.config import TrainConfig
from core.training.export.save import SavedModel, load_model, save
from core.training.fitting.checkpoints import Checkpoints
from core.training.fitting.fit import Answer, fit
from core.training.fitting.targets import Teacher
from core.training.networks.build import build
from core.training.recipes import DEFAULT_RECIPE, RECIPE_HINTS, RECIPE_TITLES, RECIPES, config_for
from core.training.results import EpochMetrics, FitProgress, FitResult

__all__ = [
    "DEFAULT_RECIPE",
    "RECIPES",
    "RECIPE_HINTS",
    "RECIPE_TITLES",
    "Answer",
    "Checkpoints",
    "EpochMetrics",
    "FitProgress",
    "FitResult",
    "SavedModel",
    "Teacher",
    "TrainConfig",
    "build",
    "config_for",
    "device",
    "environment",
    "fit",
    "load_model",
    "save",
]
