"""A trained network as files: Keras' own format, and ONNX for everything that predicts."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from core.errors import ModelUnavailable, TrainingFailed
from core.files import replace_whole, write_whole
from core.training.backend import load_keras

TOLERANCE = 1e-3  # between Keras and ONNX, of the largest logit


@dataclass(frozen=True)
class SavedModel:
    """The two files of one model."""

    keras: Path
    onnx: Path


def save(model: Any, folder: Path) -> SavedModel:
    """Write model.keras (without optimizer) and model.onnx into folder, each at once or not at all.

    The ONNX file takes "images" uint8 (n, 28, 28) and gives "logits" float32 (n, 10) and
    "embedding" float32 (n, d). Raises TrainingFailed if it does not compute what Keras computes.
    """
    from core.training.export.onnx_graph import onnx_bytes

    folder.mkdir(parents=True, exist_ok=True)
    saved = SavedModel(keras=folder / "model.keras", onnx=folder / "model.onnx")
    graph = onnx_bytes(model)
    require_same_answers(model, graph)
    write_whole(saved.onnx, graph)
    bare = load_keras().models.clone_model(model)  # a fresh model: no optimizer, no loss
    bare.set_weights(model.get_weights())
    replace_whole(saved.keras, bare.save)
    return saved


def load_model(path: Path) -> Any:
    """Read a model.keras file. Raises ModelUnavailable when it is missing or damaged."""
    try:
        return load_keras().models.load_model(path, compile=False)
    except (OSError, ValueError, KeyError) as error:
        raise ModelUnavailable(f"The model file {path} cannot be read: {error}") from error


def require_same_answers(model: Any, graph: bytes) -> None:
    """Raise TrainingFailed unless ONNX Runtime and Keras agree on a few random pictures."""
    import onnxruntime

    images = np.random.default_rng(0).integers(0, 256, size=(5, 28, 28), dtype=np.uint8)
    expected = np.asarray(model.predict_on_batch(images), dtype=np.float32)
    session = onnxruntime.InferenceSession(graph, providers=["CPUExecutionProvider"])
    logits = session.run(["logits"], {"images": images})[0]
    difference = float(np.abs(logits - expected).max())
    allowed = TOLERANCE * max(1.0, float(np.abs(expected).max()))
    if not difference <= allowed:
        raise TrainingFailed(
            f"The exported ONNX file answers differently from the network (by {difference:.2g}, "
            f"allowed {allowed:.2g}); nothing was saved."
        )
