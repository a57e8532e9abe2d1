"""A network in training: weights, optimizer, one step. The same on every Keras backend."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np

from core.training.backend import load_keras, precision_for
from core.training.config import TrainConfig
from core.training.fitting.optimizers import optimizer_for
from core.training.networks.build import build

AT_ONCE = 500  # pictures per batch of inference


class Learner:
    """A config's network with its loss and optimizer, initialised from the seed set before."""

    def __init__(self, config: TrainConfig) -> None:
        self._averaging = config.ema > 0
        self._flip_tta = config.flip_tta
        self._model = build(config.network, precision_for(config.precision))
        optimizer = optimizer_for(config)
        if self._averaging:
            optimizer.use_ema, optimizer.ema_momentum = True, config.ema
        self._model.compile(
            optimizer=optimizer,
            loss=load_keras().losses.CategoricalCrossentropy(from_logits=True),
            metrics=["accuracy"],
            jit_compile=False,  # compiling costs more than a short training takes
        )
        self._model.optimizer.build(self._model.trainable_variables)

    def step(
        self, images: np.ndarray, targets: np.ndarray, learning_rate: float
    ) -> tuple[float, float]:
        """Train on uint8 (b, 28, 28), float32 (b, 10); return mean loss and accuracy before it."""
        self._model.optimizer.learning_rate = learning_rate
        logs = self._model.train_on_batch(images, targets, return_dict=True)
        return float(logs["loss"]), float(logs["accuracy"])

    def logits(self, images: np.ndarray) -> Iterator[np.ndarray]:
        """Yield logits, float64 (up to AT_ONCE, 10), for pictures in order, using `weights()`.

        With flip TTA if the config has it; without shift TTA, which would add a third to the time
        of an epoch.
        """
        with self._averaged():
            for start in range(0, len(images), AT_ONCE):
                yield self._answer(images[start : start + AT_ONCE])

    def _answer(self, images: np.ndarray) -> np.ndarray:
        answer = np.asarray(self._model.predict_on_batch(images)).astype(np.float64)
        if self._flip_tta:
            mirrored = self._model.predict_on_batch(images[:, :, ::-1])
            answer = (answer + np.asarray(mirrored).astype(np.float64)) / 2
        return answer

    def weights(self) -> tuple[np.ndarray, ...]:
        """Return the weights of the trained model: their moving average if the config has one."""
        with self._averaged():
            return tuple(self._model.get_weights())

    @contextmanager
    def _averaged(self) -> Iterator[None]:
        """Replace the weights temporarily by their moving average, if the config has one."""
        if not self._averaging:
            yield
            return
        raw = self._model.get_weights()
        self._model.optimizer.finalize_variable_values(self._model.trainable_variables)
        try:
            yield
        finally:
            self._model.set_weights(raw)

    def state(self) -> tuple[np.ndarray, ...]:
        """Return everything that later steps depend on: weights, layer seeds, optimizer."""
        return tuple(np.array(variable.numpy()) for variable in self._variables())

    def restore(self, state: tuple[np.ndarray, ...]) -> bool:
        """Load a state; return False, changing nothing, if it is that of another network."""
        variables = self._variables()
        if [tuple(variable.shape) for variable in variables] != [array.shape for array in state]:
            return False
        for variable, array in zip(variables, state, strict=True):
            variable.assign(array)
        return True

    def put(self, weights: Sequence[np.ndarray]) -> None:
        """Replace the weights; the rest of the state stays."""
        rest = self.state()[len(weights) :]
        self.restore((*weights, *rest))

    def _variables(self) -> list[Any]:
        return [*self._model.variables, *self._model.optimizer.variables]
