"""A network while it learns: weights, optimizer, one step. The same on every Keras backend."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from core.training.backend import load_keras, precision_for
from core.training.config import TrainConfig
from core.training.fitting.optimizers import optimizer_for
from core.training.networks.build import build

AT_ONCE = 500  # pictures that are looked at together without learning


class Learner:
    """The network of a config with its loss and optimizer, fresh from the seed set before."""

    def __init__(self, config: TrainConfig) -> None:
        self._averaging = config.ema > 0
        self._mirror = config.mirror
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
        """Learn from uint8 (b, 28, 28), float32 (b, 10); return mean loss and accuracy before."""
        self._model.optimizer.learning_rate = learning_rate
        logs = self._model.train_on_batch(images, targets, return_dict=True)
        return float(logs["loss"]), float(logs["accuracy"])

    def logits(self, images: np.ndarray) -> Iterator[np.ndarray]:
        """Yield logits, float64 (up to AT_ONCE, 10), for pictures in order, of `weights`.

        With the mirror, if asked for; without the shifts, which would add a third to an epoch.
        """
        with self._averaged():
            for start in range(0, len(images), AT_ONCE):
                yield self._answer(images[start : start + AT_ONCE])

    def _answer(self, images: np.ndarray) -> np.ndarray:
        answer = np.asarray(self._model.predict_on_batch(images)).astype(np.float64)
        if self._mirror:
            mirrored = self._model.predict_on_batch(images[:, :, ::-1])
            answer = (answer + np.asarray(mirrored).astype(np.float64)) / 2
        return answer

    def weights(self) -> tuple[np.ndarray, ...]:
        """Return the weights to be handed over: their running mean where one is kept."""
        with self._averaged():
            return tuple(self._model.get_weights())

    @contextmanager
    def _averaged(self) -> Iterator[None]:
        """Put the running mean of the weights in their place for a while, where one is kept."""
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
        """Return all that a later step depends on: weights, seeds of layers, optimizer."""
        return tuple(np.array(variable.numpy()) for variable in self._variables())

    def restore(self, state: tuple[np.ndarray, ...]) -> bool:
        """Take up a state; return False, changing nothing, where it is that of another network."""
        variables = self._variables()
        if [tuple(variable.shape) for variable in variables] != [array.shape for array in state]:
            return False
        for variable, array in zip(variables, state, strict=True):
            variable.assign(array)
        return True

    def _variables(self) -> list[Any]:
        return [*self._model.variables, *self._model.optimizer.variables]
