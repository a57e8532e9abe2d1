"""Go on teaching a trained network with a few pictures, without its forgetting the many.

A batch holds some of the taught pictures, equally many of each class that was taught, each time
shown a little differently, and many of those that the network learned from (rehearsal: Robins
1995), under the `wild` augmentation. The new weights are then mixed with the old (Wortsman et al.,
arXiv 2109.01903): as much of the new as the validation split allows.
"""

import math
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from core.errors import TrainingFailed
from core.training.augmentation.photo_like.pipeline import photograph
from core.training.augmentation.photo_like.shape import bend
from core.training.augmentation.steps import augment
from core.training.backend import seed_everything
from core.training.config import TrainConfig
from core.training.export.onnx_weights import read_weights
from core.training.fitting.batches import Batches, smooth
from core.training.fitting.learner import Learner
from core.training.fitting.schedule import one_cycle
from core.training.networks.build import build_final

if TYPE_CHECKING:
    from core.data import Dataset, Split

STEPS = 300
BATCH = 128  # pictures
MOST_TAUGHT = 32  # of them
PER_CLASS = 4  # taught pictures of one class in a batch, at most
CHANGED = 0.5  # share of the taught pictures that are bent, and of those that are photographed anew
LEARNING_RATE = 0.01  # an eighth of what the networks are trained with
SHARES = (1.0, 0.75, 0.5, 0.25)  # of the new weights, in the order in which they are tried
FORGIVEN = 0.004  # of validation accuracy: what may be lost to the taught pictures

Weights = tuple[np.ndarray, ...]


@dataclass(frozen=True, eq=False)
class FineTuned:
    """A network that was taught. `share` of its weights is new; `losses`: one a step."""

    model: Any  # keras.Model: pictures (n, 28, 28), 0-255 -> logits (n, 10)
    share: float
    losses: tuple[float, ...]
    seconds: float
    stopped: bool


def config_of_teaching(base: TrainConfig, data: str, seed: int) -> TrainConfig:
    """Return what a teaching of a network that was trained by `base` is recorded as."""
    return replace(
        base,
        recipe="taught",
        data=data,
        seed=seed,
        epochs=1,
        batch_size=BATCH,
        optimizer="sgd",
        learning_rate=LEARNING_RATE,
        warmup=0.2,
        label_smoothing=0.05,
        augmentation="wild",
        ema=0.0,
        patience=0,
    )


def finetune(
    config: TrainConfig,
    graph: bytes,
    taught: "Split",
    dataset: "Dataset",
    on_step: Callable[[int, float], None] = lambda step, loss: None,
    should_stop: Callable[[], bool] = lambda: False,
) -> FineTuned:
    """Teach the network in an ONNX file of ours; dataset.test is not read.

    `config` as `config_of_teaching` makes it; `taught` are the new pictures, `dataset` what the
    network learned from before. `on_step` hears the steps done and the mean loss of late;
    `should_stop` is asked before every step. Raises ModelUnavailable where the file is of another
    network, TrainingFailed for a network that learns in no steps or whose loss runs away.
    """
    return _FineTuning(config, graph, taught, dataset).run(on_step, should_stop)


class _FineTuning:
    def __init__(
        self, config: TrainConfig, graph: bytes, taught: "Split", dataset: "Dataset"
    ) -> None:
        if config.network == "hog_svm":
            raise TrainingFailed(
                "A support vector machine is solved as a whole and cannot be taught further. "
                "Make a network the champion on the Models page first."
            )
        self.config, self.dataset, self.taught = config, dataset, taught
        self.began = time.perf_counter()
        seed_everything(config.seed, config.deterministic)
        self.generator = np.random.default_rng(config.seed)
        self.model = build_final(config)
        read_weights(graph, self.model)
        self.before: Weights = tuple(self.model.get_weights())
        self.learner = Learner(config)
        self._put(self.before)
        self.groups = [np.flatnonzero(taught.labels == one) for one in np.unique(taught.labels)]
        self.each = min(PER_CLASS, max(1, MOST_TAUGHT // len(self.groups)))
        self.replay = self._replayed()
        self.losses: list[float] = []

    def run(
        self, on_step: Callable[[int, float], None], should_stop: Callable[[], bool]
    ) -> FineTuned:
        start = self._right()
        while len(self.losses) < STEPS and not should_stop():
            self._step()
            on_step(len(self.losses), float(np.mean(self.losses[-20:])))
        stopped = len(self.losses) < STEPS
        share = 0.0 if stopped else self._mix(start)
        self.model.set_weights(list(self._mixed(share)))
        return FineTuned(
            model=self.model,
            share=share,
            losses=tuple(self.losses),
            seconds=time.perf_counter() - self.began,
            stopped=stopped,
        )

    def _step(self) -> None:
        rate = one_cycle(len(self.losses), STEPS, self.config.learning_rate, self.config.warmup)
        loss, _ = self.learner.step(*self._batch(), rate)
        if not math.isfinite(loss):
            raise TrainingFailed(
                f"The loss became {loss} after {len(self.losses)} steps: nothing was learned. "
                "The champion is as it was; train it anew before it is taught."
            )
        self.losses.append(loss)
        self.after: Weights = self.learner.weights() if len(self.losses) == STEPS else ()

    def _batch(self) -> tuple[np.ndarray, np.ndarray]:
        """Return taught and replayed pictures, uint8 (b, 28, 28), with targets float32 (b, 10)."""
        chosen = np.concatenate([self.generator.choice(group, self.each) for group in self.groups])
        labels = self.taught.labels[chosen]
        images = vary(self.taught.images[chosen], labels, self.generator)
        targets = smooth(labels, self.config.label_smoothing)
        replayed, known = next(self.replay)
        return np.concatenate([images, replayed]), np.concatenate([targets, known])

    def _replayed(self) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """Yield what is left of each batch as a training would, epoch after epoch."""
        left = replace(self.config, batch_size=BATCH - self.each * len(self.groups))
        batches = Batches(left, self.dataset.train, self.generator)
        while True:
            yield from batches.epoch()

    def _mix(self, start: float) -> float:
        """Find how much of the new the validation split allows; leave those weights in place."""
        for share in SHARES:
            self._put(self._mixed(share))
            if self._right() >= start - FORGIVEN:
                return share
        return 0.0

    def _mixed(self, share: float) -> Weights:
        if share == 0:
            return self.before
        pairs = zip(self.before, self.after, strict=True)
        return tuple(old + share * (new - old) for old, new in pairs)

    def _put(self, weights: Weights) -> None:
        rest = self.learner.state()[len(weights) :]
        self.learner.restore((*weights, *rest))

    def _right(self) -> float:
        """Return the accuracy on the validation split, 0-1."""
        split = self.dataset.validation
        logits = np.concatenate(list(self.learner.logits(split.images)))
        return float((logits.argmax(axis=1) == split.labels).mean())


def vary(images: np.ndarray, labels: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """Return taught pictures, uint8 (n, 28, 28), as other photos of the same might show them.

    Mirrored and moved, half of them bent, half of them with other cloth and outline besides.
    """
    varied = augment("shift", images, labels, generator)
    bent = generator.random(len(images)) < CHANGED
    varied[bent] = bend(varied[bent], generator)
    shot = generator.random(len(images)) < CHANGED
    varied[shot] = photograph(varied[shot], labels[shot], generator)
    return varied
