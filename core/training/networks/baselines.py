"""Baseline networks: logistic regression, a two-layer perceptron, HOG with an SVM.

HOG (Dalal and Triggs 2005) and an RBF support vector machine are built from layers like the others,
so they give the same files: gradients are a convolution with fixed kernels, cells a pooling, blocks
a normalisation, and for features of unit length the RBF kernel exp(-g |x - l|^2) with landmarks l
is a dense layer with exponential activation, exp(2 g (x l - 1)).
"""

from typing import Any

import numpy as np

from core.training.backend import load_keras

DIRECTIONS = 16  # of gradients, over the full circle
CELL = 4  # pixels
BLOCK = 2  # cells
FAINT = 0.02  # gradients below are noise: blocks without stronger ones stay near zero
PIXEL_WEIGHT = 0.7
PROJECTED = 384  # dimensions of the projected features
LANDMARKS = 4000


def linear(x: Any, policy: str) -> Any:
    """Logistic regression on pixels."""
    return load_keras().layers.Flatten(dtype=policy, name="features")(x)


def perceptron(x: Any, policy: str) -> Any:
    """Two hidden layers, without spatial structure."""
    layers = load_keras().layers
    x = layers.Flatten(dtype=policy, name="pixels")(x)
    x = layers.Dense(256, activation="relu", dtype=policy, name="first")(x)
    return layers.Dense(128, activation="relu", dtype=policy, name="features")(x)


def hog_svm(x: Any, policy: str) -> Any:
    """HOG and coarse pixels, projected to unit length, and their kernel values at landmarks.

    Fitted by core.training.fitting.svm.
    """
    layers = load_keras().layers
    # Back to 0-1, where the zero padding of a convolution is background.
    ink = layers.Rescaling(90 / 255, offset=73 / 255, name="ink")(x)
    gradients = layers.Flatten(name="hog")(_blocks(_cells(ink)))
    x = layers.Concatenate(name="seen")([gradients, _coarse_pixels(ink)])
    x = layers.Dense(PROJECTED, name="projected", trainable=False)(x)
    x = layers.UnitNormalization(name="projected_unit")(x)
    return layers.Dense(LANDMARKS, activation="exponential", name="features", trainable=False)(x)


def _coarse_pixels(ink: Any) -> Any:
    """Return the pixels averaged 2x2 and weighted relative to the gradients: (n, 196)."""
    layers = load_keras().layers
    coarse = layers.AveragePooling2D(2, name="coarse")(ink)
    return layers.Flatten(name="pixels")(layers.Rescaling(PIXEL_WEIGHT, name="weighed")(coarse))


def _cells(ink: Any) -> Any:
    """Return gradient magnitude by direction, averaged over each cell: (n, 7, 7, DIRECTIONS)."""
    layers = load_keras().layers
    x = _fixed(ink, "gradients", _gradient_kernels(), activation="relu")
    # A gradient counts for the directions near its own: magnitude times squared cosine.
    sharp = layers.UnitNormalization(name="gradients_unit")(x)
    x = layers.Multiply(name="gradients_sharp")([x, sharp])
    return layers.AveragePooling2D(CELL, name="cells")(x)


def _blocks(cells: Any) -> Any:
    """Return overlapping blocks of cells, each of unit length: (n, 6, 6, 4 * DIRECTIONS + 1)."""
    width = BLOCK * BLOCK * DIRECTIONS
    kernel = np.zeros((BLOCK, BLOCK, DIRECTIONS, width + 1), np.float32)
    kernel[..., :width] = np.eye(width).reshape(BLOCK, BLOCK, DIRECTIONS, width)
    bias = np.zeros(width + 1, np.float32)
    bias[-1] = FAINT
    blocks = _fixed(cells, "blocks", kernel, bias, padding="valid")
    return load_keras().layers.UnitNormalization(name="blocks_unit")(blocks)


def _gradient_kernels() -> np.ndarray:
    """Return central differences along each direction: float32 (3, 3, 1, DIRECTIONS)."""
    angles = 2 * np.pi * np.arange(DIRECTIONS) / DIRECTIONS
    kernels = np.zeros((3, 3, 1, DIRECTIONS), np.float32)
    kernels[1, 2, 0], kernels[1, 0, 0] = np.cos(angles), -np.cos(angles)
    kernels[2, 1, 0], kernels[0, 1, 0] = np.sin(angles), -np.sin(angles)
    return kernels


def _fixed(
    x: Any,
    name: str,
    kernel: np.ndarray,
    bias: np.ndarray | None = None,
    activation: str | None = None,
    padding: str = "same",
) -> Any:
    """Convolve with fixed weights."""
    keras = load_keras()
    layer = keras.layers.Conv2D(
        kernel.shape[3],
        kernel.shape[:2],
        padding=padding,
        activation=activation,
        use_bias=bias is not None,
        name=name,
        trainable=False,
    )
    y = layer(x)
    layer.set_weights([kernel] if bias is None else [kernel, bias])
    return y
