"""Lay a map of 28×28 back over the photo, through the stages that it came by."""

import numpy as np
from numpy.typing import NDArray

from core.data.dataset import SIDE
from core.input_kind import InputKind
from core.pictures import Preparation
from core.pictures.fit import bounding_box

Window = tuple[slice, slice]


def on_photo(preparation: Preparation, found: NDArray[np.float32]) -> NDArray[np.float32] | None:
    """Return a map (28, 28) as one of the photo's size (h, w), 0 outside what was cropped.

    None if the picture was no photo. The stages say where each part of the 28×28 came from: the box
    of the outline, its size within the 28×28, and where it was put.
    """
    if preparation.kind is not InputKind.PHOTO:
        return None
    import cv2

    stages = {stage.name: stage for stage in preparation.stages}
    mask = stages["segment"].picture[..., 3] > 0
    box = bounding_box(mask) if stages["crop"].applied else _whole(mask.shape)
    part = found[_place_of(stages["fit"].picture.shape, stages["centre"].applied)]
    height, width = mask[box].shape
    laid = np.zeros(mask.shape, np.float32)
    laid[box] = cv2.resize(part, (width, height), interpolation=cv2.INTER_LINEAR)
    return laid


def _whole(shape: tuple[int, ...]) -> Window:
    return slice(0, shape[0]), slice(0, shape[1])


def _place_of(shape: tuple[int, ...], centred: bool) -> Window:
    """Return where a picture of this shape was put on the 28×28, as core.pictures.fit does it."""
    height, width = shape[:2]
    top, left = ((SIDE - height) // 2, (SIDE - width) // 2) if centred else (0, 0)
    return slice(top, top + height), slice(left, left + width)
