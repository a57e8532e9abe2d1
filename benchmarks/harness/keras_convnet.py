"""Keras' documented convnet for MNIST, trained as documented: the baseline for training speed.

Source: https://keras.io/examples/vision/mnist_convnet/ (Chollet), here on Fashion-MNIST.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.data import Dataset

BATCH_SIZE = 128
VALIDATION_SHARE = 0.1
EPOCHS = 15  # the documentation's


@dataclass(frozen=True)
class ConvnetEpoch:
    """One epoch; seconds are cumulative and count training only."""

    epoch: int  # from 1
    seconds: float
    processor_seconds: float
    test_accuracy: float


def build_convnet() -> Any:
    """Return the documented network, compiled as documented."""
    import keras
    from keras import layers

    model = keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Conv2D(32, kernel_size=(3, 3), activation="relu"),
            layers.MaxPooling2D(pool_size=(2, 2)),
            layers.Conv2D(64, kernel_size=(3, 3), activation="relu"),
            layers.MaxPooling2D(pool_size=(2, 2)),
            layers.Flatten(),
            layers.Dropout(0.5),
            layers.Dense(10, activation="softmax"),
        ]
    )
    model.compile(loss="categorical_crossentropy", optimizer="adam", metrics=["accuracy"])
    return model


def train_convnet(dataset: Dataset, seed: int = 0, epochs: int = EPOCHS) -> Iterator[ConvnetEpoch]:
    """Train on the 60,000 pictures and yield after every epoch; testing is not timed.

    The caller may stop at any epoch. The documented 10 % validation split is kept: it is part of
    the recipe and of its cost.
    """
    import keras

    keras.utils.set_random_seed(seed)
    joined = np.concatenate([dataset.train.images, dataset.validation.images])
    labels = np.concatenate([dataset.train.labels, dataset.validation.labels])
    order = np.random.default_rng(seed).permutation(len(joined))
    pictures, targets = _floats(joined[order]), keras.utils.to_categorical(labels[order], 10)
    test = _floats(dataset.test.images)
    model, seconds, processor = build_convnet(), 0.0, 0.0
    for epoch in range(1, epochs + 1):
        began, busy = time.perf_counter(), time.process_time()
        model.fit(
            pictures,
            targets,
            batch_size=BATCH_SIZE,
            epochs=1,
            validation_split=VALIDATION_SHARE,
            verbose=0,
        )
        seconds += time.perf_counter() - began
        processor += time.process_time() - busy
        predicted = model.predict(test, batch_size=1000, verbose=0).argmax(axis=1)
        accuracy = float((predicted == dataset.test.labels).mean())
        yield ConvnetEpoch(epoch, seconds, processor, accuracy)


def _floats(images: np.ndarray) -> np.ndarray:
    """Return pictures as the documented example feeds them: float32 (n, 28, 28, 1), 0-1."""
    return images[..., np.newaxis].astype("float32") / 255
