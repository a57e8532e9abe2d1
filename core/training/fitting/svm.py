"""A support vector machine with an RBF kernel, at the cost of a linear one.

The kernel is approximated with a few thousand landmarks among the training pictures (Nystroem:
Williams and Seeger 2001). What remains is a linear SVM with squared hinge loss, one class against
the rest, solved in its primal form (Chapelle 2007) by L-BFGS over the whole split: each epoch is
one pass over all pictures. The features are whitened first, so that 20 passes are enough where 100
were too few.
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
FOR_PROJECTION = 20_000  # pictures that the projection is fitted to
NEAR_EDGE = 0.15
SHARPNESS = 1.0  # g of the kernel exp(-g |x - l|^2)
MIN_EIGENVALUE = 1e-5  # of the landmarks' kernel matrix: anything below is rounding error


class _Stopped(Exception):
    """The training was asked to stop."""


def fit_svm(
    config: TrainConfig,
    dataset: "Dataset",
    on_progress: Callable[[FitProgress], None],
    should_stop: Callable[[], bool],
) -> FitResult:
    """Fit the network `hog_svm` as `fit` fits the others; weight decay is the SVM's L2 penalty.

    Any augmentation but `none` adds each picture's mirror image. Learning rate, batch size, label
    smoothing and the like are ignored.
    """
    return _Machine(config, dataset, on_progress, should_stop).run()


@dataclass(frozen=True, eq=False)
class _Seen:
    """A split in the SVM's feature space."""

    views: np.ndarray  # float32 (n, d): kernel values at the landmarks, whitened by `sight`
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
        """Fit the projection, choose the landmarks, and compute the features of both splits."""
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
        # In double precision: rounding would otherwise make the kernel matrix indefinite.
        self._find_sight(np.exp(landmarks.astype(np.float64) @ kernel + bias), projected)
        self.train = self._see(projected, labels)
        validation = self.dataset.validation
        self.validation = self._see(
            self._run("projected_unit", validation.images), validation.labels
        )

    def _projection(self, images: np.ndarray) -> list[np.ndarray]:
        """Return kernel and bias of a layer that keeps the directions of highest variance.

        From the covariance, summed chunk by chunk: a stop request must not wait for a
        decomposition of all features.
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
        """Find `sight` (landmarks, d), which whitens kernel values, and the penalty's matrix in it.

        First whitened by the landmarks' own kernel matrix (n, n), after which the penalty is the
        sum of squares, then by the covariance of the pictures.
        """
        self.sight = _whitening(likeness, MIN_EIGENVALUE)
        self._heed_stop()
        covariance = np.zeros(likeness.shape)
        for part in self._views(projected):
            covariance += part.T @ part / len(projected)
        # Only pictures near the margin count in the squared hinge loss: about this share of them.
        turn = _whitening(NEAR_EDGE * covariance, self.config.weight_decay)
        self._heed_stop()
        self.sight, self.penalty = self.sight @ turn, turn.T @ turn

    def _views(self, projected: np.ndarray) -> Iterator[np.ndarray]:
        kernel, bias = self.model.get_layer("features").get_weights()
        for start in range(0, len(projected), AT_ONCE):
            self._heed_stop()
            yield np.exp(projected[start : start + AT_ONCE] @ kernel + bias) @ self.sight

    def _pictures(self) -> tuple[np.ndarray, np.ndarray]:
        """Return the training pictures, with mirror images unless the augmentation is `none`."""
        images, labels = self.dataset.train.images, self.dataset.train.labels
        if self.config.augmentation == "none":
            return images, labels
        return np.concatenate([images, images[:, :, ::-1]]), np.concatenate([labels, labels])

    def _run(self, layer: str, images: np.ndarray) -> np.ndarray:
        """Return a layer's output for pictures."""
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
        """Return the mean squared hinge loss with its penalty, and the gradient."""
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
        """Copy the weights to the network, record the metrics and report them."""
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


def _whitening(likeness: np.ndarray, floor: float) -> np.ndarray:
    """Return the whitening matrix, float32 (n, n), of a kernel or covariance matrix (n, n).

    `floor` is added to the diagonal. By Cholesky, which takes a tenth of the time of an
    eigendecomposition.
    """
    from scipy.linalg import cholesky
    from scipy.linalg.lapack import dtrtri

    lower = cholesky(likeness + floor * np.eye(len(likeness)), lower=True)
    return np.asarray(dtrtri(lower, lower=1)[0].T.astype(np.float32))


def _as_kept(kernel: np.ndarray) -> np.ndarray:
    """Round to float16 as the ONNX file does, so that the SVM is fitted to the stored values."""
    return np.ascontiguousarray(kernel.astype(np.float16).astype(np.float32))
