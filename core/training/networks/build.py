"""Networks by name. Each takes pictures (n, 28, 28), 0-255, and returns logits (n, 10).

The input of the logits layer is the embedding. Scaling of the pixels is part of the network. Layers
have fixed names, so that the same weights always give the same files.
"""

from collections.abc import Callable
from typing import Any

from core.training.backend import load_keras
from core.training.config import TrainConfig
from core.training.networks.baselines import hog_svm, linear, perceptron

CORNERS = {  # pixels down, to the right
    "north_west": (-1, -1),
    "north_east": (-1, 1),
    "south_west": (1, -1),
    "south_east": (1, 1),
}


def build(
    name: str, precision: str = "float32", flip_tta: bool = False, shift_tta: bool = False
) -> Any:
    """Build the named network as a new keras.Model; precision is float32 or bfloat16.

    Test-time augmentation: with `flip_tta` the views are each picture and its mirror image, with
    `shift_tta` also those shifted by one pixel towards each corner. The embeddings of all views are
    averaged, and hence their logits. The weights are the same with and without.
    """
    keras = load_keras()
    policy = "mixed_bfloat16" if precision == "bfloat16" else "float32"
    images = keras.Input((28, 28), name="images")
    x = keras.layers.Reshape((28, 28, 1), dtype=policy, name="channel")(images)
    x = _with_shifted(x, policy) if shift_tta else x
    x = _with_flipped(x) if flip_tta else x
    # Standardise: the dataset's pixels have mean 73 and standard deviation 90.
    x = keras.layers.Rescaling(1 / 90, offset=-73 / 90, dtype=policy, name="scale")(x)
    features = MAKERS[name](x, policy)
    views = (1 + len(CORNERS) if shift_tta else 1) * (2 if flip_tta else 1)
    features = _mean_of_views(features, views) if views > 1 else features
    logits = keras.layers.Dense(10, name="logits", dtype="float32")(features)
    return keras.Model(images, logits, name=name)


def build_final(config: TrainConfig) -> Any:
    """Build the network that a training returns: float32, with its config's views."""
    return build(config.network, flip_tta=config.flip_tta, shift_tta=config.shift_tta)


def _with_flipped(x: Any) -> Any:
    ops = load_keras().ops
    return ops.concatenate([x, ops.flip(x, axis=2)], axis=0)


def _with_shifted(x: Any, policy: str) -> Any:
    """Append the pictures shifted towards each corner along the batch axis, padded with zeros."""
    layers = load_keras().layers
    moved = [x]
    for name, (down, right) in CORNERS.items():
        rim = ((max(down, 0), max(-down, 0)), (max(right, 0), max(-right, 0)))
        off = (rim[0][::-1], rim[1][::-1])
        wider = layers.ZeroPadding2D(rim, dtype=policy, name=f"{name}_rim")(x)
        moved.append(layers.Cropping2D(off, dtype=policy, name=f"{name}_moved")(wider))
    return load_keras().ops.concatenate(moved, axis=0)


def _mean_of_views(features: Any, views: int) -> Any:
    ops = load_keras().ops
    return ops.mean(ops.reshape(features, (views, -1, features.shape[-1])), axis=0)


def _quick(x: Any, policy: str) -> Any:
    """Two convolutions and no batch normalisation, which would triple the time of a step."""
    layers = load_keras().layers
    x = _convolution(x, "stem", 32, policy, kernel=4, stride=2)  # 14x14x32
    x = layers.MaxPooling2D(2, dtype=policy, name="pool")(x)  # 7x7x32
    x = _convolution(x, "wide", 64, policy)  # 7x7x64
    return layers.Flatten(dtype=policy, name="features")(x)


def _small(x: Any, policy: str) -> Any:
    """Four convolutions, one of them residual; 150,314 parameters, most of them at 4x4."""
    layers = load_keras().layers
    x = _convolution(x, "stem", 32, policy, kernel=4, stride=2)  # 14x14x32
    x = layers.MaxPooling2D(2, dtype=policy, name="pool_fine")(x)  # 7x7x32
    x = _convolution(x, "wide", 64, policy)
    x = _residual_convolution(x, "middle", 64, policy)
    x = layers.MaxPooling2D(2, padding="same", dtype=policy, name="pool_middle")(x)  # 4x4x64
    x = _convolution(x, "wider", 128, policy)
    return layers.Flatten(dtype=policy, name="features")(x)


def _residual(x: Any, policy: str) -> Any:
    """Five convolutions, three of them residual; 112,394 parameters."""
    layers = load_keras().layers
    x = _convolution(x, "stem", 32, policy, kernel=4, stride=2)
    x = _residual_convolution(x, "fine", 32, policy)
    x = layers.MaxPooling2D(2, dtype=policy, name="pool_fine")(x)  # 7x7x32
    x = _convolution(x, "wide", 64, policy)
    x = _residual_convolution(x, "middle", 64, policy)
    x = layers.MaxPooling2D(2, padding="same", dtype=policy, name="pool_middle")(x)  # 4x4x64
    x = _residual_convolution(x, "coarse", 64, policy)
    return layers.Flatten(dtype=policy, name="features")(x)


def _wide(x: Any, policy: str) -> Any:
    """Seven convolutions, four of them residual; 344,074 parameters, most of them at 4x4."""
    layers = load_keras().layers
    x = _convolution(x, "stem", 32, policy, kernel=4, stride=2)  # 14x14x32
    x = _residual_convolution(x, "fine", 32, policy)
    x = layers.MaxPooling2D(2, dtype=policy, name="pool_fine")(x)
    x = _convolution(x, "wide", 64, policy)  # 7x7x64
    x = _residual_convolution(x, "middle", 64, policy)
    x = _residual_convolution(x, "middle_again", 64, policy)
    x = layers.MaxPooling2D(2, padding="same", dtype=policy, name="pool_middle")(x)
    x = _convolution(x, "wider", 128, policy)  # 4x4x128
    x = _residual_convolution(x, "coarse", 128, policy)
    return layers.Flatten(dtype=policy, name="features")(x)


def _deep(x: Any, policy: str) -> Any:
    """Twelve convolutions, nine of them in residual steps; 998,794 parameters.

    The first has no stride: with one, the network took ten epochs to learn what this one learns in
    six.
    """
    layers = load_keras().layers
    x = _convolution(x, "stem", 32, policy)  # 28x28x32
    x = layers.MaxPooling2D(2, dtype=policy, name="pool_stem")(x)
    x = _convolution(x, "narrow", 64, policy)  # 14x14x64
    x = _residual_block(x, "fine", 64, policy)
    x = _residual_block(x, "fine_again", 64, policy)
    x = layers.MaxPooling2D(2, dtype=policy, name="pool_fine")(x)
    x = _convolution(x, "wide", 128, policy)  # 7x7x128
    x = _residual_block(x, "middle", 128, policy)
    x = _residual_block(x, "middle_again", 128, policy)
    x = layers.MaxPooling2D(2, padding="same", dtype=policy, name="pool_middle")(x)
    x = _residual_convolution(x, "coarse", 128, policy)  # 4x4x128
    return layers.Flatten(dtype=policy, name="features")(x)


def _residual_block(x: Any, name: str, filters: int, policy: str) -> Any:
    """relu(x + two convolutions(x)), initially relu(x)."""
    inner = _convolution(x, f"{name}_inner", filters, policy)
    return _residual_convolution(x, name, filters, policy, inner)


def _convolution(
    x: Any, name: str, filters: int, policy: str, kernel: int = 3, stride: int = 1
) -> Any:
    return load_keras().layers.Conv2D(
        filters,
        kernel,
        strides=stride,
        padding="same",
        activation="relu",
        kernel_initializer="he_normal",
        dtype=policy,
        name=name,
    )(x)


def _residual_convolution(x: Any, name: str, filters: int, policy: str, inner: Any = None) -> Any:
    """relu(x + convolution(inner)), initially relu(x): stable without normalisation, as in Fixup.

    Zhang et al., arXiv 1901.09321. `inner` defaults to x.
    """
    layers = load_keras().layers
    change = layers.Conv2D(
        filters, 3, padding="same", kernel_initializer="zeros", dtype=policy, name=name
    )(x if inner is None else inner)
    total = layers.Add(dtype=policy, name=f"{name}_sum")([x, change])
    return layers.Activation("relu", dtype=policy, name=f"{name}_relu")(total)


MAKERS: dict[str, Callable[[Any, str], Any]] = {
    "quick": _quick,
    "small": _small,
    "residual": _residual,
    "wide": _wide,
    "deep": _deep,
    "linear": linear,
    "perceptron": perceptron,
    "hog_svm": hog_svm,
}
