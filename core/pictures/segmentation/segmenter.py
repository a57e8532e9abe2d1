"""The interface of an external segmentation network, passed in by the caller that has one."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np


@dataclass(frozen=True, eq=False)
class SegmenterAnswer:
    """What an external network found: `mask` bool (h, w), None without a network or an answer."""

    mask: np.ndarray | None = None
    trouble: str = ""  # why a network could not be used


class Segmenter(Protocol):
    """Finds the garment in a photo uint8 (h, w, 3). Hashable: outlines are cached by it."""

    def __call__(self, rgb: np.ndarray, /) -> SegmenterAnswer: ...

    def __hash__(self) -> int: ...


def no_segmenter(rgb: np.ndarray) -> SegmenterAnswer:
    """Find nothing, so that only GrabCut is used."""
    return SegmenterAnswer()
