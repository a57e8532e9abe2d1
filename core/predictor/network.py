"""Run a network with ONNX Runtime: pictures in, logits and embedding out."""

from pathlib import Path

import numpy as np
import numpy.typing as npt

from core.calibration import Floats
from core.errors import ModelUnavailable
from core.model_files import damaged
from core.onnx_session import Session, open_session

CHUNK = 512  # pictures per batch


def open_network(onnx: Path) -> Session:
    """Open an ONNX file, for use by one thread or many at a time; raises ModelUnavailable."""
    try:
        return open_session(onnx.read_bytes(), str(onnx))
    except (OSError, ModelUnavailable) as error:
        raise ModelUnavailable(damaged(onnx)) from error


def run_with_flip(session: Session, images: npt.NDArray[np.uint8]) -> tuple[Floats, Floats]:
    """Run pictures with flip TTA: mean logits (n, 10), embedding (n, d) of the unflipped ones."""
    count = len(images)
    logits, embedding = run_network(session, np.concatenate([images, images[:, :, ::-1]]))
    return (logits[:count] + logits[count:]) / 2, embedding[:count]


def run_network(session: Session, images: npt.NDArray[np.uint8]) -> tuple[Floats, Floats]:
    """Run uint8 (n, 28, 28) through a network in chunks: logits (n, 10), embedding (n, d)."""
    parts = [
        session.run(["logits", "embedding"], {"images": images[start : start + CHUNK]})
        for start in range(0, max(1, len(images)), CHUNK)
    ]
    if len(parts) == 1:
        return parts[0][0], parts[0][1]
    logits, embeddings = zip(*parts, strict=True)
    return np.concatenate(logits), np.concatenate(embeddings)
