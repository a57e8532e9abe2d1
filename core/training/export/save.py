"""Save a trained network: in Keras format, and as ONNX for everything that predicts."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from core.errors import ModelUnavailable, TrainingFailed
from core.files import replace_whole, write_whole
from core.onnx_session import open_session
from core.training.backend import load_keras

TOLERANCE = 5e-3  # between Keras and ONNX, relative to the largest logit, or to 1 if that is less


@dataclass(frozen=True)
class SavedModel:
    """The two files of one model."""

    keras: Path
    onnx: Path


def save(model: Any, folder: Path) -> SavedModel:
    """Write model.keras (without optimizer) and model.onnx into a folder, each atomically.

    The ONNX file takes "images" uint8 (n, 28, 28) and returns "logits" float32 (n, 10) and
    "embedding" float32 (n, d). Raises TrainingFailed if its logits differ from those of Keras.
    """
    from core.training.export.onnx_graph import onnx_bytes

    folder.mkdir(parents=True, exist_ok=True)
    saved = SavedModel(keras=folder / "model.keras", onnx=folder / "model.onnx")
    graph = onnx_bytes(model)
    require_same_answers(model, graph)
    write_whole(saved.onnx, graph)
    bare = load_keras().models.clone_model(model)  # a new model: no optimizer, no loss
    bare.set_weights(model.get_weights())
    replace_whole(saved.keras, bare.save)
    return saved


def load_model(path: Path) -> Any:
    """Load a model.keras file. Raises ModelUnavailable if it is missing or damaged."""
    try:
        return load_keras().models.load_model(path, compile=False)
    except (OSError, ValueError, KeyError) as error:
        raise ModelUnavailable(f"The model file {path} is missing or damaged.") from error


def require_same_answers(model: Any, graph: bytes) -> None:
    """Raise TrainingFailed unless ONNX Runtime and Keras agree on a few random pictures."""
    images = np.random.default_rng(0).integers(0, 256, size=(5, 28, 28), dtype=np.uint8)
    expected = np.asarray(model.predict_on_batch(images), dtype=np.float32)
    session = open_session(graph, "The exported file")
    logits = session.run(["logits"], {"images": images})[0]
    difference = float(np.abs(logits - expected).max())
    allowed = TOLERANCE * max(1.0, float(np.abs(expected).max()))
    if not difference <= allowed:
        raise TrainingFailed(
            f"The exported ONNX file answers differently from the network (by {difference:.2g}, "
            f"allowed {allowed:.2g}); nothing was saved."
        )
