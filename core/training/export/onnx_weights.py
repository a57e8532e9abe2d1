"""Read a network's weights back out of its ONNX file, by the names of its layers.

The shipped champion has no Keras file. Most kernels lie in the ONNX file as float16, so what comes
back is what answers, not the last bits of what was trained.
"""

from typing import Any

import numpy as np

from core.errors import ModelUnavailable

NORMALISATION = ("gamma", "beta", "moving_mean", "moving_variance")


def read_weights(graph: bytes, model: Any) -> None:
    """Give a keras.Model the weights of an ONNX file that `onnx_graph` wrote of it.

    Raises ModelUnavailable where the file is of another network; the model is then of no use.
    """
    from onnx import load_model_from_string, numpy_helper

    found = load_model_from_string(graph).graph.initializer
    values = {one.name: np.asarray(numpy_helper.to_array(one)) for one in found}
    for layer in model.layers:
        if not layer.weights:
            continue
        weights = [_value(values, name) for name in _names(layer)]
        if "Conv" in type(layer).__name__:  # out, in, height, width -> height, width, in, out
            weights[0] = weights[0].transpose(2, 3, 1, 0)
        if [array.shape for array in weights] != [tuple(w.shape) for w in layer.weights]:
            raise ModelUnavailable(_foreign(layer.name))
        layer.set_weights(weights)


def _names(layer: Any) -> list[str]:
    """Name a layer's weights in the graph, in Keras' order."""
    if type(layer).__name__ == "BatchNormalization":
        return [f"{layer.name}_{part}" for part in NORMALISATION]
    parts = ("kernel", "bias") if layer.use_bias else ("kernel",)
    return [f"{layer.name}_{part}" for part in parts]


def _value(values: dict[str, np.ndarray], name: str) -> np.ndarray:
    for stored in (name, f"{name}_half"):
        if stored in values:
            return values[stored].astype(np.float32)
    raise ModelUnavailable(_foreign(name))


def _foreign(name: str) -> str:
    return (
        f"The model's file holds no weights for “{name}” as this program's network has it: it was "
        "made by another version of the program. Train a new model and make it champion."
    )
