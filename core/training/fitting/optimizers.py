"""Keras optimizers by name."""

from typing import Any

from core.training.backend import load_keras
from core.training.config import TrainConfig


def optimizer_for(config: TrainConfig) -> Any:
    """Return a new Keras optimizer; the learning rate is set at every step."""
    optimizers = load_keras().optimizers
    rate, decay = config.learning_rate, config.weight_decay or None
    makers = {
        "adam": lambda: optimizers.Adam(rate, beta_2=0.99, weight_decay=decay),
        "lion": lambda: optimizers.Lion(rate, weight_decay=decay),
        "sgd": lambda: optimizers.SGD(rate, momentum=0.9, nesterov=True, weight_decay=decay),
    }
    return makers[config.optimizer]()
