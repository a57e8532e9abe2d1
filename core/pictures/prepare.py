"""From a file's bytes to 28×28, for every input kind."""

import numpy as np

from core.errors import BadPicture
from core.input_kind import AUTO, InputKind
from core.pictures.decode import decode
from core.pictures.drawing import prepare_drawing
from core.pictures.photo import prepare_photo
from core.pictures.segmentation.hints import Hints
from core.pictures.segmentation.segmenter import Segmenter, no_segmenter
from core.pictures.stages import ALL_ON, Preparation, Recorder, Switches

INPUTS = (AUTO, *InputKind)


def prepare(
    data: bytes,
    kind: str = AUTO,
    switches: Switches = ALL_ON,
    name: str = "",
    hints: Hints | None = None,
    segmenter: Segmenter = no_segmenter,
) -> Preparation:
    """Preprocess a file's bytes into the picture that the model gets, with all its stages.

    `kind` is auto or an InputKind; `name` is the file's name, used in messages only; `hints` refine
    the outline of a photo, and `segmenter` helps to find it; other input kinds ignore both. Raises
    BadPicture for every input that cannot become a picture.
    """
    if kind not in INPUTS:
        raise BadPicture(f"Unknown kind of picture {kind!r}. Use one of: {', '.join(INPUTS)}.")
    record = Recorder()
    rgba = decode(data, name)
    found = guess_kind(rgba) if kind == AUTO else InputKind(kind)
    if found is InputKind.PIXELS:
        return prepare_pixels(_dataset_pixels(rgba))
    if found is InputKind.DRAWING:
        return prepare_drawing(rgba, switches, record)
    return prepare_photo(rgba, switches, record, hints, segmenter)


def prepare_pixels(pixels: np.ndarray) -> Preparation:
    """Wrap a picture uint8 (28, 28) of the dataset's own kind: one stage, nothing changed."""
    if pixels.shape != (28, 28) or pixels.dtype != np.uint8:
        raise BadPicture(f"A dataset picture is uint8 (28, 28), not {pixels.dtype} {pixels.shape}.")
    record = Recorder()
    record.add("pixels", pixels)
    return record.finish(InputKind.PIXELS, pixels)


def guess_kind(rgba: np.ndarray) -> InputKind:
    """Distinguish a dataset picture, a line drawing and a photo by simple statistics."""
    rgb = rgba[..., :3]
    if rgba.shape[:2] == (28, 28) and (rgb == rgb[..., :1]).all():
        return InputKind.PIXELS
    grey = rgb.mean(axis=2)
    flat = float((np.abs(grey - np.median(grey)) < 6).mean())
    return InputKind.DRAWING if flat > 0.7 and np.ptp(grey) > 100 else InputKind.PHOTO


def _dataset_pixels(rgba: np.ndarray) -> np.ndarray:
    if rgba.shape[:2] != (28, 28):
        height, width = rgba.shape[:2]
        raise BadPicture(f"A dataset picture has 28×28 pixels; this one has {width}×{height}.")
    return np.ascontiguousarray(rgba[..., 0])
