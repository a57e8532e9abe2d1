"""What a training reports while it runs and returns at its end."""

from dataclasses import dataclass
from typing import Any

from core.model_facts import EpochMetrics
from core.training.config import TrainConfig

# Share of the time that an offline augmentation takes of a training with the all-round recipe.
PREPARING = 0.25
__all__ = ["EpochMetrics", "FitProgress", "FitResult"]


@dataclass(frozen=True)
class FitProgress:
    """Progress of a training: `batch` of `batches` in `epoch` of `epochs` is done."""

    epoch: int  # from 1
    epochs: int
    batch: int  # from 1; 0 before the first
    batches: int
    loss: float
    accuracy: float | None  # None before the first batch
    history: tuple[EpochMetrics, ...]  # the finished epochs
    # Share (0-1) of the pictures of an offline augmentation that is made; None if it has none.
    prepared: float | None = None

    @property
    def fraction(self) -> float:
        """Share of the training that is done, 0-1."""
        steps = ((self.epoch - 1) * self.batches + self.batch) / (self.epochs * self.batches)
        if self.prepared is None:
            return steps
        return PREPARING * self.prepared + (1 - PREPARING) * steps


@dataclass(frozen=True, eq=False)
class FitResult:
    """A trained network with its history and config."""

    model: Any  # keras.Model: pictures (n, 28, 28), 0-255 -> logits (n, 10)
    history: tuple[EpochMetrics, ...]
    stopped: bool  # on request, before its last step
    seconds: float  # of training, including those before an interruption
    config: TrainConfig
    parameters: int
    epoch: int = 0  # at whose end the network had these weights; 0 if none was finished
