"""Offline augmentation: simulated photos, drawings and outliers, made once for all epochs.

Simulated anew for each picture of each epoch, they take longer than all the steps of a small
network. Made once, the same pictures are only flipped and shifted anew each time, as are those of
the dataset. A teacher's probabilities go into their targets only: for the dataset's pictures the
label is better, and asking it about 55,000 takes as long as an epoch. docs/training.md has what was
tried.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.training.augmentation.photo_like.pipeline import (
    sample_outliers,
    simulate_drawing,
    simulate_photo,
)
from core.training.augmentation.steps import augment
from core.training.config import TrainConfig
from core.training.fitting.batches import Batches
from core.training.fitting.targets import Teacher, distilled, undecided

if TYPE_CHECKING:
    from core.data import Split

# Shares of an epoch. A simulated picture is seen in every epoch, one of the dataset in
# more than half.
PHOTOS, DRAWINGS = 0.22, 0.12
AT_ONCE = 512  # pictures made between two looks at whether to stop


@dataclass(frozen=True, eq=False)
class _Part:
    """Pictures with their targets, of which `shown` are drawn in each epoch."""

    images: np.ndarray  # uint8 (n, 28, 28)
    targets: np.ndarray  # float32 (n, 10)
    shown: int


class OfflineBatches(Batches):
    """Epochs over a split and its simulated pictures, without end."""

    def __init__(
        self,
        config: TrainConfig,
        split: "Split",
        generator: np.random.Generator,
        teacher: Teacher | None = None,
    ) -> None:
        super().__init__(config, split, generator, teacher)
        self._seed = config.seed
        self._parts: list[_Part] = []

    def prepare(self, on_share: Callable[[float], None]) -> None:
        """Make the simulated pictures; `on_share` receives the share (0-1) that is done.

        They depend only on the seed and the split, so a resumed training has the same ones.
        """
        generator = np.random.default_rng([self._seed, 1])
        images, labels = self._images, self._labels
        total = len(images)
        counts = [round(share * total) for share in (PHOTOS, DRAWINGS, self._outliers)]
        ready = _Progress(sum(counts), on_share)
        makers = [
            lambda chosen: simulate_photo(images[chosen], labels[chosen], generator),
            lambda chosen: simulate_drawing(images[chosen], labels[chosen], generator),
            lambda chosen: sample_outliers(images, labels, len(chosen), generator),
        ]
        self._parts = [_Part(images, self._targets, total - sum(counts))]
        for make, count in zip(makers, counts, strict=True):
            chosen = generator.permutation(total)[:count]
            known = self._targets[chosen] if make is not makers[-1] else undecided(count)
            self._parts.append(self._simulated(chosen, make, known, ready))

    def _simulated(
        self,
        chosen: np.ndarray,
        make: Callable[[np.ndarray], np.ndarray],
        targets: np.ndarray,
        ready: "_Progress",
    ) -> _Part:
        images = np.empty((len(chosen), 28, 28), np.uint8)
        for start in range(0, len(chosen), AT_ONCE):
            some = slice(start, start + AT_ONCE)
            images[some] = make(chosen[some])
            targets[some] = distilled(
                targets[some], images[some], self._teacher, self._distillation
            )
            ready.add(len(images[some]))
        return _Part(images, targets, len(chosen))

    def _order(self) -> np.ndarray:
        """Draw the epoch's pictures: (n, 2), the part of each and its place there."""
        drawn = [
            np.stack([np.full(part.shown, number), self._draw(part)], axis=1)
            for number, part in enumerate(self._parts)
        ]
        order = np.concatenate(drawn)
        self.generator.shuffle(order)
        return order

    def _draw(self, part: _Part) -> np.ndarray:
        return self.generator.permutation(len(part.images))[: part.shown]

    def _shown(self, places: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        images = np.empty((len(places), 28, 28), np.uint8)
        targets = np.empty((len(places), 10), np.float32)
        for number, part in enumerate(self._parts):
            here = places[:, 0] == number
            images[here] = part.images[places[here, 1]]
            targets[here] = part.targets[places[here, 1]]
        return augment("shift", images, places[:, 0], self.generator), targets


class _Progress:
    def __init__(self, total: int, on_share: Callable[[float], None]) -> None:
        self._total, self._done, self._on_share = total, 0, on_share

    def add(self, count: int) -> None:
        self._done += count
        self._on_share(self._done / self._total)


def batches_for(
    config: TrainConfig, split: "Split", generator: np.random.Generator, teacher: Teacher | None
) -> Batches:
    """Return the batches that a config asks for; call `prepare` before the first epoch."""
    offline = config.offline and config.augmentation == "photo_like"
    return (OfflineBatches if offline else Batches)(config, split, generator, teacher)
