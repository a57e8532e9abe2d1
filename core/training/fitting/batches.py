"""The pictures of an epoch as augmented batches, with their targets."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import numpy as np

from core.training.augmentation.photo_like.pipeline import sample_outliers
from core.training.augmentation.steps import augment
from core.training.config import TrainConfig
from core.training.fitting.targets import Teacher, distilled, smooth, undecided

if TYPE_CHECKING:
    from core.data import Split

AUGMENTED_AT_ONCE = 2_048  # pictures


class Batches:
    """Epochs over one split, without end. All randomness comes from `generator`."""

    def __init__(
        self,
        config: TrainConfig,
        split: "Split",
        generator: np.random.Generator,
        teacher: Teacher | None = None,
    ) -> None:
        self._teacher, self._distillation = teacher, config.distillation
        self._images = split.images
        self._labels = split.labels
        self._targets = smooth(split.labels, config.label_smoothing)
        self._augmentation = config.augmentation
        self._outliers = config.outliers
        self._size = min(config.batch_size, len(split))
        self.generator = generator
        self.count = max(1, len(split) // config.batch_size)  # in an epoch

    def prepare(self, on_share: Callable[[float], None]) -> None:
        """Prepare nothing: the pictures of a batch are made with it."""

    def epoch(self) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """Yield the batches of one epoch in random order: uint8 (b, 28, 28), float32 (b, 10).

        An incomplete last batch is dropped. Many batches are augmented at once, which is cheap in
        NumPy, but not all of them: a stop request must not wait for 55,000 pictures.
        """
        order = self._order()[: self.count * self._size]
        stride = self._size * max(1, AUGMENTED_AT_ONCE // self._size)
        for start in range(0, len(order), stride):
            chosen = order[start : start + stride]
            images, targets = self._shown(chosen)
            for first in range(0, len(chosen), self._size):
                yield images[first : first + self._size], targets[first : first + self._size]

    def _order(self) -> np.ndarray:
        """Draw the pictures of an epoch, (n, …): whatever `_shown` needs to find them."""
        return self.generator.permutation(len(self._images))

    def _shown(self, chosen: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return the chosen pictures augmented, some replaced by outliers, and their targets."""
        images = augment(
            self._augmentation, self._images[chosen], self._labels[chosen], self.generator
        )
        targets = self._targets[chosen]
        if self._outliers:
            outlier = self.generator.random(len(chosen)) < self._outliers
            images, count = images.copy(), int(outlier.sum())
            images[outlier] = sample_outliers(self._images, self._labels, count, self.generator)
            targets[outlier] = undecided(count)
        return images, distilled(targets, images, self._teacher, self._distillation)
