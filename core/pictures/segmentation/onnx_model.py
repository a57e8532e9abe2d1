"""An external segmentation network, if the user provides one: models/segmentation.onnx.

Any ONNX file that takes one colour picture, float32 (1, 3, h, w), and whose first output is one
saliency map (1, 1, h, w), as for U²-Net and IS-Net (Qin et al., Pattern Recognition 2020, arXiv
2005.09007). Nothing is downloaded and none is required: GrabCut works without it.
"""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from core.errors import ModelUnavailable
from core.onnx_session import open_session
from core.pictures.segmentation.segmenter import SegmenterAnswer

EDGE = 320  # pixels, if the file leaves the size open; as in U²-Net
MEAN, DEVIATION = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)  # of ImageNet, as these expect
FLAT = 1e-3  # a map with a smaller range of values found nothing
UNUSABLE = (
    "models/segmentation.onnx could not be used, so the outline was found without it. It must "
    "take one colour picture (1, 3, h, w) and give a map (1, 1, h, w)."
)


@dataclass(frozen=True)
class OnnxSegmenter:
    """The network at a path; adding, replacing or removing the file takes effect immediately."""

    path: Path

    def __call__(self, rgb: np.ndarray) -> SegmenterAnswer:
        """Return the network's mask, if there is a network, for a photo uint8 (h, w, 3)."""
        try:
            changed = self.path.stat().st_mtime_ns
        except OSError:
            return SegmenterAnswer()
        network = _open(self.path, changed)
        if network is None:
            return SegmenterAnswer(trouble=UNUSABLE)
        try:
            return SegmenterAnswer(_run(network, rgb))
        except Exception:  # noqa: BLE001 - whatever an external network raises, GrabCut answers
            return SegmenterAnswer(trouble=UNUSABLE)


@lru_cache(maxsize=1)
def _open(path: Path, changed: int) -> Any:
    """Open the file once, and again if `changed` differs. None if it is not a readable network."""
    try:
        return open_session(path.read_bytes(), str(path))
    except (OSError, ModelUnavailable):
        return None


def _run(network: Any, rgb: np.ndarray) -> np.ndarray | None:
    entry = network.get_inputs()[0]
    _, channels, height, width = entry.shape
    if channels != len(MEAN):
        raise ValueError(f"Pictures of {channels} channels are not colour pictures.")
    size = tuple(edge if isinstance(edge, int) else EDGE for edge in (width, height))
    shown = cv2.resize(rgb, size, interpolation=cv2.INTER_AREA).astype(np.float32)
    shown = (shown / max(1.0, float(shown.max())) - MEAN) / DEVIATION
    batch = shown.transpose(2, 0, 1)[None].astype(np.float32)
    standing_out = network.run(None, {entry.name: batch})[0]
    return _mask(np.asarray(standing_out, np.float32)[0, 0], rgb.shape[:2])


def _mask(standing_out: np.ndarray, shape: tuple[int, ...]) -> np.ndarray | None:
    """Threshold a map (h, w) of any range halfway between its lowest and highest value."""
    low, high = float(standing_out.min()), float(standing_out.max())
    if not high - low > FLAT:  # also if it has NaN
        return None
    map_at_size = cv2.resize((standing_out - low) / (high - low), (shape[1], shape[0]))
    return np.asarray(map_at_size > 0.5)
