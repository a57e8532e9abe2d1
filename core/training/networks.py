"""Networks by name. Each takes pictures (n, 28, 28), 0-255, and gives logits (n, 10).

The layer before the logits is the embedding. Scaling of the pixels is part of the network.
"""

from typing import Any

from core.training.backend import load_keras


def build(name: str, precision: str = "float32") -> Any:
    """Return a fresh keras.Model of the named network; precision float32 or bfloat16."""
    keras = load_keras()
    policy = "mixed_bfloat16" if precision == "bfloat16" else "float32"
    images = keras.Input((28, 28), name="images")
    # Mean and spread of the dataset's pixels, 73 and 90, to about 0 and 1.
    x = keras.layers.Rescaling(1 / 90, offset=-73 / 90, dtype=policy)(images)
    x = keras.layers.Reshape((28, 28, 1), dtype=policy)(x)
    features = {"quick": _quick, "residual": _residual}[name](x, policy)
    logits = keras.layers.Dense(10, name="logits", dtype="float32")(features)
    return keras.Model(images, logits, name=name)


def _quick(x: Any, policy: str) -> Any:
    """Two convolutions without batch normalisation, which would triple the time of a step."""
    layers = load_keras().layers
    for filters, kernel, stride in ((32, 4, 2), (64, 3, 1)):  # 14x14x32, pooled 7x7; 7x7x64
        x = layers.Conv2D(
            filters,
            kernel,
            strides=stride,
            padding="same",
            activation="relu",
            kernel_initializer="he_normal",
            dtype=policy,
        )(x)
        if stride == 2:
            x = layers.MaxPooling2D(2, dtype=policy)(x)
    return layers.Flatten(dtype=policy)(x)


def _residual(x: Any, policy: str) -> Any:
    return _quick(x, policy)
