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
    scaled = keras.layers.Rescaling(1 / 128, offset=-0.57, dtype=policy)(images)
    features = _quick(keras, keras.layers.Reshape((28, 28, 1), dtype=policy)(scaled), policy)
    logits = keras.layers.Dense(10, name="logits", dtype="float32")(features)
    return keras.Model(images, logits, name=name)


def _quick(keras: Any, x: Any, policy: str) -> Any:
    layers = keras.layers
    for filters, kernel in ((32, 5), (64, 3), (96, 3)):
        x = layers.Conv2D(filters, kernel, strides=2, padding="same", use_bias=False, dtype=policy)(
            x
        )
        x = layers.BatchNormalization(momentum=0.9, dtype=policy)(x)
        x = layers.Activation("relu", dtype=policy)(x)
    x = layers.GlobalAveragePooling2D(dtype=policy)(x)
    return x
