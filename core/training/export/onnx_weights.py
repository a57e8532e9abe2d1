"""Read a network's weights back from its ONNX file, by layer name.

The shipped champion has no Keras file. The ONNX file stores most kernels as float16, so the weights
read back are those that predict, rounded from those that were trained.
"""

from typing import Any

import numpy as np

from core.errors import ModelUnavailable


def read_weights(graph: bytes, model: Any) -> None:
    """Load the weights of an ONNX file that `onnx_graph` wrote into a keras.Model.

    Raises ModelUnavailable if the file is of another network; the model is then unusable.
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
    """Return the names of a layer's weights in the graph, in Keras' order."""
    parts = ("kernel", "bias") if layer.use_bias else ("kernel",)
    return [f"{layer.name}_{part}" for part in parts]


def _value(values: dict[str, np.ndarray], name: str) -> np.ndarray:
    for stored in (name, f"{name}_half"):
        if stored in values:
            return values[stored].astype(np.float32)
    raise ModelUnavailable(_foreign(name))


def _foreign(name: str) -> str:
    return (
        f"The model file does not contain the expected weights for “{name}”: it was made by "
        "another version of the program. Train a new model and make it champion."
    )
