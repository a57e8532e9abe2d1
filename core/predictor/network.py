"""A network in ONNX Runtime: pictures in, logits and embedding out."""

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from core.errors import ModelUnavailable
from core.model_files import damaged
from core.predictor.familiarity import Floats

if TYPE_CHECKING:
    import onnxruntime

BATCH = 512


def open_network(onnx: Path) -> "onnxruntime.InferenceSession":
    """Open an ONNX file for one caller at a time or many; raises ModelUnavailable."""
    import onnxruntime
    from onnxruntime.capi import onnxruntime_pybind11_state as ort

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # one small picture: waking other threads costs more
    options.log_severity_level = 3
    try:
        content = onnx.read_bytes()
        return onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
    except (OSError, ort.Fail, ort.InvalidProtobuf, ort.InvalidGraph, ort.InvalidArgument) as error:
        raise ModelUnavailable(damaged(onnx)) from error


def run_with_mirror(
    session: "onnxruntime.InferenceSession", images: npt.NDArray[np.uint8]
) -> tuple[Floats, Floats]:
    """Run pictures and their mirror images: mean logits (n, 10), embedding (n, d) as they are."""
    count = len(images)
    logits, embedding = run_network(session, np.concatenate([images, images[:, :, ::-1]]))
    return (logits[:count] + logits[count:]) / 2, embedding[:count]


def run_network(
    session: "onnxruntime.InferenceSession", images: npt.NDArray[np.uint8]
) -> tuple[Floats, Floats]:
    """Run uint8 (n, 28, 28) through a network in batches: logits (n, 10), embedding (n, d)."""
    parts = [
        session.run(["logits", "embedding"], {"images": images[start : start + BATCH]})
        for start in range(0, max(1, len(images)), BATCH)
    ]
    if len(parts) == 1:
        return parts[0][0], parts[0][1]
    logits, embeddings = zip(*parts, strict=True)
    return np.concatenate(logits), np.concatenate(embeddings)
