"""A support vector machine with an RBF kernel, at the price of a linear one.

The kernel is looked at from some thousand landmarks among the training pictures only (Nystroem:
Williams and Seeger 2001). What is left is a linear machine with squared hinge loss, one class
against the rest, solved in its primal form (Chapelle 2007) by L-BFGS over the whole split: each
epoch is one look at all pictures. What the machine sees is first made independent and of one
size over the pictures, so that twenty looks are enough where a hundred were too few.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.training.backend import load_keras, seed_everything
from core.training.config import TrainConfig
from core.training.networks.baselines import LANDMARKS, PROJECTED
from core.training.networks.build import build, build_final
from core.training.results import EpochMetrics, FitProgress, FitResult

if TYPE_CHECKING:
    from core.data import Dataset

AT_ONCE = 500  # pictures
FOR_PROJECTION = 20_000  # pictures that the projection is found on
NEAR_EDGE = 0.15
SHARPNESS = 1.0  # g of the kernel exp(-g |x - l|^2)
LEAST_EIGENVALUE = 1e-5  # of the landmarks' kernel matrix: what is below is rounding


class _Stopped(Exception):
    """Somebody asked for an early end."""


def fit_svm(
    config: TrainConfig,
    dataset: "Dataset",
    on_progress: Callable[[FitProgress], None],
    should_stop: Callable[[], bool],
) -> FitResult:
    """Fit the network `hog_svm` as `fit` fits the others; weight decay is the machine's own.

    Any augmentation but `none` adds each picture's mirror. Learning rate, batch size, smoothing
    and the like mean nothing here and are not used.
    """
    return _Machine(config, dataset, on_progress, should_stop).run()


@dataclass(frozen=True, eq=False)
class _Seen:
    """A split as the machine sees it."""

    views: np.ndarray  # float32 (n, d): likeness to the landmarks, in `sight`
    targets: np.ndarray  # float32 (n, 10): 1 for the picture's class, -1 for the others

    def margins(self, weights: np.ndarray) -> np.ndarray:
        return np.asarray(self.targets * (self.views @ weights))

    def accuracy(self, margins: np.ndarray) -> float:
        scores = self.targets * margins
        return float((scores.argmax(axis=1) == self.targets.argmax(axis=1)).mean())


class _Machine:
    def __init__(
        self,
        config: TrainConfig,
        dataset: "Dataset",
        on_progress: Callable[[FitProgress], None],
        should_stop: Callable[[], bool],
    ) -> None:
        self.config = config
        self.dataset = dataset
        self.on_progress = on_progress
        self.should_stop = should_stop
        self.history: list[EpochMetrics] = []

    def run(self) -> FitResult:
        self.began = self.epoch_began = time.perf_counter()
        seed_everything(self.config.seed, self.config.deterministic)
        self.model = build(self.config.network)
        stopped = False
        try:
            self._place_landmarks()
            self._solve()
        except _Stopped:
            stopped = True
        model = build_final(self.config)
        model.set_weights(self.model.get_weights())
        return FitResult(
            model=model,
            history=tuple(self.history),
            stopped=stopped,
            seconds=time.perf_counter() - self.began,
            config=self.config,
            parameters=model.count_params(),
            epoch=len(self.history),
        )

    def _place_landmarks(self) -> None:
        """Find the projection and the landmarks, and see both splits through them."""
        images, labels = self._pictures()
        generator = np.random.default_rng(self.config.seed)
        some = generator.permutation(len(images))[:FOR_PROJECTION]
        self.model.get_layer("projected").set_weights(self._projection(images[some]))
        projected = self._run("projected_unit", images)
        chosen = generator.choice(len(images), LANDMARKS, replace=len(images) < LANDMARKS)
        landmarks = _as_kept(projected[chosen])
        kernel = _as_kept(2 * SHARPNESS * landmarks.T)
        bias = np.full(LANDMARKS, -2 * SHARPNESS, np.float32)
        self.model.get_layer("features").set_weights([kernel, bias])
        # In double precision, or rounding would make some landmarks less than nothing alike.
        self._find_sight(np.exp(landmarks.astype(np.float64) @ kernel + bias), projected)
        self.train = self._see(projected, labels)
        validation = self.dataset.validation
        self.validation = self._see(
            self._run("projected_unit", validation.images), validation.labels
        )

    def _projection(self, images: np.ndarray) -> list[np.ndarray]:
        """Return kernel and bias of a layer that keeps the directions of most variance.

        From the covariance, piece by piece: a stop must not wait for a decomposition of it all.
        """
        from scipy.linalg import eigh

        features = self._run("seen", images)
        mean, count = features.mean(axis=0), features.shape[1]
        covariance = np.zeros((count, count), np.float32)
        for start in range(0, len(features), AT_ONCE):
            self._heed_stop()
            part = features[start : start + AT_ONCE] - mean
            covariance += part.T @ part
        _, directions = eigh(covariance, subset_by_index=[count - PROJECTED, count - 1])
        kernel = _as_kept(directions[:, ::-1])
        return [kernel, -mean @ kernel]

    def _find_sight(self, likeness: np.ndarray, projected: np.ndarray) -> None:
        """Find (landmarks, d) that turns likenesses into views, and the penalty's form in it.

        First whitened by the landmarks' own likeness (n, n), in which the penalty is the sum of
        squares, then by the covariance of the pictures.
        """
        self.sight = _whitening(likeness, LEAST_EIGENVALUE)
        self._heed_stop()
        covariance = np.zeros(likeness.shape)
        for part in self._views(projected):
            covariance += part.T @ part / len(projected)
        # Only pictures near the edge count in the squared hinge: about this share of them.
        turn = _whitening(NEAR_EDGE * covariance, self.config.weight_decay)
        self._heed_stop()
        self.sight, self.penalty = self.sight @ turn, turn.T @ turn

    def _views(self, projected: np.ndarray) -> Iterator[np.ndarray]:
        kernel, bias = self.model.get_layer("features").get_weights()
        for start in range(0, len(projected), AT_ONCE):
            self._heed_stop()
            yield np.exp(projected[start : start + AT_ONCE] @ kernel + bias) @ self.sight

    def _pictures(self) -> tuple[np.ndarray, np.ndarray]:
        """Return the pictures to learn from; with the augmentation `flip`, their mirrors too."""
        images, labels = self.dataset.train.images, self.dataset.train.labels
        if self.config.augmentation == "none":
            return images, labels
        return np.concatenate([images, images[:, :, ::-1]]), np.concatenate([labels, labels])

    def _run(self, layer: str, images: np.ndarray) -> np.ndarray:
        """Return what a layer makes of pictures."""
        part = load_keras().Model(self.model.input, self.model.get_layer(layer).output)
        made = []
        for start in range(0, len(images), AT_ONCE):
            self._heed_stop()
            made.append(np.asarray(part.predict_on_batch(images[start : start + AT_ONCE])))
        return np.concatenate(made)

    def _see(self, projected: np.ndarray, labels: np.ndarray) -> _Seen:
        views = np.empty((len(projected), self.sight.shape[1]), np.float32)
        for number, part in enumerate(self._views(projected)):
            views[number * AT_ONCE : number * AT_ONCE + len(part)] = part
        targets = np.where(labels[:, np.newaxis] == np.arange(10), 1, -1)
        return _Seen(views, targets.astype(np.float32))

    def _solve(self) -> None:
        from scipy.optimize import minimize

        start = np.zeros(self.sight.shape[1] * 10)
        minimize(
            self._loss_and_slope,
            start,
            jac=True,
            method="L-BFGS-B",
            callback=self._end_epoch,
            options={"maxiter": self.config.epochs},
        )

    def _loss_and_slope(self, flat: np.ndarray) -> tuple[float, np.ndarray]:
        """Return the mean squared hinge with its penalty, and its derivative by the weights."""
        self._heed_stop()
        weights = flat.reshape(-1, 10).astype(np.float32)
        margins = self.train.margins(weights)
        short = np.maximum(1 - margins, 0)
        decay, count = self.config.weight_decay, len(short)
        self.loss = float((short**2).sum()) / count / 2
        self.accuracy = self.train.accuracy(margins)
        pull = self.penalty @ weights
        slope = decay * pull - self.train.views.T @ (short * self.train.targets) / count
        penalty = decay * float((weights * pull).sum()) / 2
        return self.loss + penalty, slope.ravel().astype(np.float64)

    def _end_epoch(self, flat: np.ndarray) -> None:
        """Hand the weights to the network, note the figures and tell them."""
        weights = flat.reshape(-1, 10).astype(np.float32)
        self.model.get_layer("logits").set_weights([self.sight @ weights, np.zeros(10, np.float32)])
        margins = self.validation.margins(weights)
        now = time.perf_counter()
        self.history.append(
            EpochMetrics(
                epoch=len(self.history) + 1,
                loss=self.loss,
                accuracy=self.accuracy,
                validation_loss=float((np.maximum(1 - margins, 0) ** 2).sum()) / len(margins) / 2,
                validation_accuracy=self.validation.accuracy(margins),
                learning_rate=0.0,
                seconds=now - self.epoch_began,
            )
        )
        self.epoch_began = now
        self._report()

    def _report(self) -> None:
        self.on_progress(
            FitProgress(
                epoch=len(self.history),
                epochs=self.config.epochs,
                batch=1,
                batches=1,
                loss=self.loss,
                accuracy=self.accuracy,
                history=tuple(self.history),
            )
        )

    def _heed_stop(self) -> None:
        if self.should_stop():
            raise _Stopped


def _whitening(likeness: np.ndarray, least: float) -> np.ndarray:
    """Return float32 (n, n) that makes what is alike by (n, n) independent and of one size.

    `least` is added to each one's likeness to itself. By Cholesky, which takes a tenth of the time
    of finding eigenvectors.
    """
    from scipy.linalg import cholesky
    from scipy.linalg.lapack import dtrtri

    lower = cholesky(likeness + least * np.eye(len(likeness)), lower=True)
    return np.asarray(dtrtri(lower, lower=1)[0].T.astype(np.float32))


def _as_kept(kernel: np.ndarray) -> np.ndarray:
    """Round as the ONNX file does, before the machine is fitted to what is left."""
    return np.ascontiguousarray(kernel.astype(np.float16).astype(np.float32))
