"""The model that a distillation learns from: the shipped champion."""

from core.model_files import ONNX_FILE, file_hash
from core.predictor import Predictor
from core.settings import Settings
from core.training import Teacher, TrainConfig


def teacher_for(config: TrainConfig, settings: Settings) -> Teacher | None:
    """Return the shipped champion as a teacher; None if the config has no distillation.

    Not the home's own champion: the same config must give the same model in every home. Raises
    ModelUnavailable if its files are damaged.
    """
    if not config.distillation:
        return None
    predictor = Predictor.load(settings.shipped_champion)
    return lambda images: predictor.logits(images)[0]  # no flip TTA: twice the time for no gain


def teacher_hash(config: TrainConfig, settings: Settings) -> str:
    """Return the SHA-256 of the teacher's network; "" without distillation."""
    return file_hash(settings.shipped_champion / ONNX_FILE) if config.distillation else ""
