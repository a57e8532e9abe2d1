"""A Keras network as an ONNX graph, written layer by layer.

Keras' own export goes through the backend and its converters; this one needs neither, so every
backend gives the same file. The graph is channels first, which ONNX Runtime prefers. Kernels are
stored as float16, which halves the file, and are cast to float32 once, when the file is opened.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from onnx import NodeProto, TensorProto, checker, helper, numpy_helper

OPSET = 17
IR_VERSION = 8  # old enough for any ONNX Runtime of recent years


@dataclass
class _Graph:
    """Nodes and constants collected so far; `names` maps a Keras tensor to its ONNX name."""

    nodes: list[NodeProto] = field(default_factory=list)
    constants: list[TensorProto] = field(default_factory=list)
    names: dict[int, str] = field(default_factory=dict)

    def constant(self, name: str, values: np.ndarray) -> str:
        self.constants.append(numpy_helper.from_array(values, name))
        return name

    def kernel(self, name: str, values: np.ndarray) -> str:
        """Store the values as float16; the graph computes with them as float32."""
        half = self.constant(name + "_half", values.astype(np.float16))
        return self.node("Cast", [half], name, to=TensorProto.FLOAT)

    def node(self, operation: str, inputs: list[str], name: str, **attributes: Any) -> str:
        self.nodes.append(helper.make_node(operation, inputs, [name], name=name, **attributes))
        return name


def onnx_bytes(model: Any) -> bytes:
    """Return the ONNX file of a keras.Model whose layers are all in LAYERS.

    Input "images" uint8 (n, 28, 28); outputs "logits" float32 (n, 10) and "embedding"
    float32 (n, d), the input of the layer named logits. Raises ValueError for an unknown layer.
    """
    graph = _Graph()
    for layer in model.operations:
        write = LAYERS.get(layer_kind(layer))
        if write is None:
            raise ValueError(f"No ONNX form is known for the layer {layer_kind(layer)}.")
        inputs = layer.input if isinstance(layer.input, list) else [layer.input]
        known = [graph.names.get(id(tensor), "images") for tensor in inputs]
        graph.names[id(layer.output)] = write(graph, layer, known)
    embedding = model.get_layer("logits").input
    graph.node("Identity", [graph.names[id(embedding)]], "embedding")
    return _serialise(graph, embedding.shape[-1])


def layer_kind(layer: Any) -> str:
    """Return a layer's class name; for an operation of keras.ops, ops.Name."""
    name = type(layer).__name__
    return f"ops.{name}" if type(layer).__module__.endswith("ops.numpy") else name


def _serialise(graph: _Graph, width: int) -> bytes:
    images = helper.make_tensor_value_info("images", TensorProto.UINT8, ["n", 28, 28])
    logits = helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["n", 10])
    embedding = helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["n", width])
    body = helper.make_graph(graph.nodes, "network", [images], [logits, embedding], graph.constants)
    made = helper.make_model(
        body, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR_VERSION
    )
    checker.check_model(made, full_check=True)
    return bytes(made.SerializeToString())


def _input(graph: _Graph, layer: Any, inputs: list[str]) -> str:
    return graph.node("Cast", ["images"], layer.name + "_float", to=TensorProto.FLOAT)


def _rescaling(graph: _Graph, layer: Any, inputs: list[str]) -> str:
    scale = graph.constant(layer.name + "_scale", np.array(layer.scale, np.float32))
    offset = graph.constant(layer.name + "_offset", np.array(layer.offset, np.float32))
    scaled = graph.node("Mul", [inputs[0], scale], layer.name + "_scaled")
    return graph.node("Add", [scaled, offset], layer.name)


def _reshape(graph: _Graph, layer: Any, inputs: list[str]) -> str:
    height, width, channels = layer.target_shape
    if channels != 1:
        raise ValueError("Only a reshape to one channel has an ONNX form here.")
    shape = graph.constant(layer.name + "_shape", np.array([-1, 1, height, width]))
    return graph.node("Reshape", [inputs[0], shape], layer.name)


def _convolution(graph: _Graph, layer: Any, inputs: list[str]) -> str:
    weights = [np.asarray(values) for values in layer.get_weights()]
    kernel = weights[0].transpose(3, 2, 0, 1)  # height, width, in, out -> out, in, height, width
    operands = [inputs[0], graph.kernel(layer.name + "_kernel", np.ascontiguousarray(kernel))]
    if layer.use_bias:
        operands.append(graph.constant(layer.name + "_bias", weights[1]))
    convolved = graph.node(
        "Conv",
        operands,
        layer.name + "_linear",
        auto_pad="SAME_UPPER" if layer.padding == "same" else "VALID",
        strides=list(layer.strides),
        group=layer.groups,
    )
    return _activated(graph, layer, convolved)


def _activation(graph: _Graph, layer: Any, inputs: list[str]) -> str:
    return _activated(graph, layer, inputs[0])


def _activated(graph: _Graph, layer: Any, linear: str) -> str:
    kind = layer.activation.__name__
    if kind == "linear":
        return linear
    if kind not in ACTIVATIONS:
        raise ValueError(f"No ONNX form is known for the activation {kind}.")
    return graph.node(ACTIVATIONS[kind], [linear], layer.name)


def _pooling(graph: _Graph, layer: Any, inputs: list[str]) -> str:
    return graph.node(
        POOLINGS[type(layer).__name__],
        inputs,
        layer.name,
        auto_pad="SAME_UPPER" if layer.padding == "same" else "VALID",
        kernel_shape=list(layer.pool_size),
        strides=list(layer.strides),
    )


def _flatten(graph: _Graph, layer: Any, inputs: list[str]) -> str:
    """Flatten in Keras' order, channels last, as the weights that follow expect."""
    last = graph.node("Transpose", inputs, layer.name + "_channels_last", perm=[0, 2, 3, 1])
    return graph.node("Flatten", [last], layer.name)


def _add(graph: _Graph, layer: Any, inputs: list[str]) -> str:
    return graph.node("Add", inputs, layer.name)


def _multiply(graph: _Graph, layer: Any, inputs: list[str]) -> str:
    return graph.node("Mul", inputs, layer.name)


def _concatenate(graph: _Graph, layer: Any, inputs: list[str]) -> str:
    """Join vectors, or the channels of pictures: axis 1 here, the last axis in Keras."""
    return graph.node("Concat", inputs, layer.name, axis=1)


def _mirrored(graph: _Graph, layer: Any, inputs: list[str]) -> str:
    """Flip left to right: the last axis here, axis 2 in Keras."""
    if layer.axis != 2:
        raise ValueError("Only a flip from left to right has an ONNX form here.")
    corners = {"starts": -1, "ends": np.iinfo(np.int64).min, "axes": 3, "steps": -1}
    operands = [
        graph.constant(f"{layer.name}_{name}", np.array([value])) for name, value in corners.items()
    ]
    return graph.node("Slice", [inputs[0], *operands], layer.name)


def _stacked(graph: _Graph, layer: Any, inputs: list[str]) -> str:
    """Concatenate pictures along the batch axis."""
    if layer.axis != 0:
        raise ValueError("Only a concatenation along the batch axis has an ONNX form here.")
    return graph.node("Concat", inputs, layer.name, axis=0)


def _rimmed(graph: _Graph, layer: Any, inputs: list[str]) -> str:
    """Pad pictures, which are (n, 1, height, width) here, with zeros."""
    (top, bottom), (left, right) = layer.padding
    rim = graph.constant(layer.name + "_rim", np.array([0, 0, top, left, 0, 0, bottom, right]))
    return graph.node("Pad", [inputs[0], rim], layer.name)


def _cropped(graph: _Graph, layer: Any, inputs: list[str]) -> str:
    (top, bottom), (left, right) = layer.cropping
    _, height, width, _ = layer.input.shape
    corners = {"starts": (top, left), "ends": (height - bottom, width - right), "axes": (2, 3)}
    operands = [
        graph.constant(f"{layer.name}_{name}", np.array(pair)) for name, pair in corners.items()
    ]
    return graph.node("Slice", [inputs[0], *operands], layer.name)


def _parted(graph: _Graph, layer: Any, inputs: list[str]) -> str:
    """Undo `_stacked` for vectors: (kn, d) to (k, n, d)."""
    shape = graph.constant(layer.name + "_shape", np.array(layer.newshape))
    return graph.node("Reshape", [inputs[0], shape], layer.name)


def _mean(graph: _Graph, layer: Any, inputs: list[str]) -> str:
    axes = [layer.axis] if isinstance(layer.axis, int) else list(layer.axis)
    return graph.node("ReduceMean", inputs, layer.name, axes=axes, keepdims=int(layer.keepdims))


def _unit(graph: _Graph, layer: Any, inputs: list[str]) -> str:
    """Divide by the length along the channels, which are axis 1 here; zero stays zero."""
    length = graph.node("ReduceL2", inputs, layer.name + "_length", axes=[1], keepdims=1)
    low = graph.constant(layer.name + "_least", np.array(1e-6, np.float32))
    length = graph.node("Max", [length, low], layer.name + "_divisor")
    return graph.node("Div", [inputs[0], length], layer.name)


def _dense(graph: _Graph, layer: Any, inputs: list[str]) -> str:
    weights = [np.asarray(values) for values in layer.get_weights()]
    # The last layer stays float32: it is small, and in the SVM its large terms nearly cancel.
    last = layer.name == "logits"
    kernel = (graph.constant if last else graph.kernel)(layer.name + "_kernel", weights[0])
    bias = graph.constant(layer.name + "_bias", weights[1])
    linear = layer.name if layer.activation.__name__ == "linear" else layer.name + "_linear"
    return _activated(graph, layer, graph.node("Gemm", [inputs[0], kernel, bias], linear))


ACTIVATIONS = {"relu": "Relu", "exponential": "Exp"}
POOLINGS = {"MaxPooling2D": "MaxPool", "AveragePooling2D": "AveragePool"}
LAYERS: dict[str, Callable[[_Graph, Any, list[str]], str]] = {
    "InputLayer": _input,
    "Rescaling": _rescaling,
    "Reshape": _reshape,
    "Conv2D": _convolution,
    "Activation": _activation,
    "MaxPooling2D": _pooling,
    "AveragePooling2D": _pooling,
    "UnitNormalization": _unit,
    "Multiply": _multiply,
    "Concatenate": _concatenate,
    "Flatten": _flatten,
    "ZeroPadding2D": _rimmed,
    "Cropping2D": _cropped,
    "Add": _add,
    "Dense": _dense,
    "ops.Flip": _mirrored,
    "ops.Concatenate": _stacked,
    "ops.Reshape": _parted,
    "ops.Mean": _mean,
}
