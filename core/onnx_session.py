"""Open ONNX networks. The only module that imports ONNX Runtime."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol, cast

from core.errors import ModelUnavailable


class Session(Protocol):
    """An open network: input arrays by name, output arrays in the order requested."""

    def run(self, outputs: Sequence[str] | None, inputs: Mapping[str, Any], /) -> list[Any]: ...


def open_session(content: bytes, name: str) -> Session:
    """Open the bytes of an ONNX file; raises ModelUnavailable, with `name`, if they are not one."""
    import onnxruntime
    from onnxruntime.capi import onnxruntime_pybind11_state as ort

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # inputs are small: waking other threads costs more
    options.log_severity_level = 4
    damage = (
        ort.Fail,
        ort.InvalidProtobuf,
        ort.InvalidGraph,
        ort.InvalidArgument,
        ort.NotImplemented,
        ort.NoSuchFile,
        ort.RuntimeException,
    )
    try:
        made = onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
        return cast("Session", made)
    except damage as error:
        raise ModelUnavailable(f"{name} cannot be opened as an ONNX network.") from error
