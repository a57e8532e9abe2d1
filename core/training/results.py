"""What a training reports while it runs and hands over at its end."""

from dataclasses import dataclass
from typing import Any

from core.training.config import TrainConfig


@dataclass(frozen=True)
class EpochMetrics:
    """One finished epoch. Loss and accuracy are means over the epoch's augmented batches."""

    epoch: int  # from 1
    loss: float
    accuracy: float
    validation_loss: float
    validation_accuracy: float
    learning_rate: float  # of the epoch's last step
    seconds: float


@dataclass(frozen=True)
class FitProgress:
    """Where a training stands: `batch` of `batches` in `epoch` of `epochs` is done."""

    epoch: int  # from 1
    epochs: int
    batch: int  # from 1; 0 before the first
    batches: int
    loss: float
    accuracy: float
    history: tuple[EpochMetrics, ...]  # the finished epochs

    @property
    def fraction(self) -> float:
        """Share of all the work of fit that is done, 0-1."""
        return ((self.epoch - 1) * self.batches + self.batch) / (self.epochs * self.batches)


@dataclass(frozen=True, eq=False)
class FitResult:
    """A trained network and how it came to be."""

    model: Any  # keras.Model: pictures (n, 28, 28), 0-255 -> logits (n, 10)
    history: tuple[EpochMetrics, ...]
    stopped: bool  # asked to stop before its last step
    seconds: float  # of training, those before an interruption included
    config: TrainConfig
    parameters: int
    epoch: int = 0  # after which the network had these weights; 0 where none was finished
