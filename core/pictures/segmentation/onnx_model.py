"""A stronger segmentation network, where a person has put one: models/segmentation.onnx.

Any ONNX file that takes one colour picture, float32 (1, 3, h, w), and whose first output is one
map (1, 1, h, w) of what stands out, as U²-Net's and IS-Net's do (Qin et al., Pattern Recognition
2020, arXiv 2005.09007). Nothing is downloaded and none is needed: GrabCut works without.
"""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from core.settings import Settings

EDGE = 320  # pixels, where the file leaves the size open; U²-Net's own
MEAN, DEVIATION = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)  # of ImageNet, which these expect
FLAT = 1e-3  # a map with less between its lowest and highest value found nothing
UNUSABLE = (
    "models/segmentation.onnx could not be used, so the outline was found without it. It must "
    "take one colour picture (1, 3, h, w) and give a map (1, 1, h, w)."
)


@dataclass(frozen=True, eq=False)
class Plugged:
    """What the plugged-in network found: `mask` bool (h, w), None without network or answer."""

    mask: np.ndarray | None = None
    trouble: str = ""  # a sentence


def plugged_outline(rgb: np.ndarray) -> Plugged:
    """Return what the plugged-in network, if there is one, takes for the garment in (h, w, 3)."""
    path = Settings.from_environment().segmentation
    try:
        changed = path.stat().st_mtime_ns
    except OSError:
        return Plugged()
    network = _open(path, changed)
    if network is None:
        return Plugged(trouble=UNUSABLE)
    try:
        found = _run(network, rgb)
    except Exception:  # noqa: BLE001 - whatever a foreign network raises, the photo is answered
        return Plugged(trouble=UNUSABLE)
    return Plugged(found)


@lru_cache(maxsize=1)
def _open(path: Path, changed: int) -> Any:
    """Open the file once; `changed` opens it anew when it was replaced. None where it is none."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    try:
        content = path.read_bytes()
        return onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
    except Exception:  # noqa: BLE001 - ONNX Runtime has a dozen errors for what is no network
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
    """Cut a map (h, w) of any range half-way between its lowest and highest value."""
    low, high = float(standing_out.min()), float(standing_out.max())
    if not high - low > FLAT:  # also where it holds what is no number
        return None
    map_at_size = cv2.resize((standing_out - low) / (high - low), (shape[1], shape[0]))
    return np.asarray(map_at_size > 0.5)
