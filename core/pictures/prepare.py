"""The one road from bytes to 28×28."""

import numpy as np

from core.errors import BadPicture
from core.pictures.decode import decode
from core.pictures.drawing import prepare_drawing
from core.pictures.photo import prepare_photo
from core.pictures.segmentation.hints import Hints
from core.pictures.stages import ALL_ON, Preparation, Recorder, Switches

KINDS = ("auto", "photo", "drawing", "pixels")


def prepare(
    data: bytes,
    kind: str = "auto",
    switches: Switches = ALL_ON,
    name: str = "",
    hints: Hints | None = None,
) -> Preparation:
    """Turn a file's bytes into the picture the model gets, with all stages on the way.

    `kind` is auto, photo, drawing or pixels; `name` is the file's name, used in messages only;
    `hints` mend the outline of a photo, and are nothing to the other kinds.
    Raises BadPicture with a sentence for every input that cannot become a picture.
    """
    if kind not in KINDS:
        raise BadPicture(f"Unknown kind of picture {kind!r}. Use one of: {', '.join(KINDS)}.")
    record = Recorder()
    rgba = decode(data, name)
    kind = guess_kind(rgba) if kind == "auto" else kind
    if kind == "pixels":
        return prepare_pixels(_dataset_pixels(rgba))
    if kind == "drawing":
        return prepare_drawing(rgba, switches, record)
    return prepare_photo(rgba, switches, record, hints)


def prepare_pixels(pixels: np.ndarray) -> Preparation:
    """Wrap a picture uint8 (28, 28) of the dataset's own kind: one stage, nothing changed."""
    if pixels.shape != (28, 28) or pixels.dtype != np.uint8:
        raise BadPicture(f"A dataset picture is uint8 (28, 28), not {pixels.dtype} {pixels.shape}.")
    record = Recorder()
    record.add("pixels", pixels)
    return record.finish("pixels", pixels)


def guess_kind(rgba: np.ndarray) -> str:
    """Tell a dataset picture, a line drawing and a photo apart by simple statistics."""
    rgb = rgba[..., :3]
    if rgba.shape[:2] == (28, 28) and (rgb == rgb[..., :1]).all():
        return "pixels"
    grey = rgb.mean(axis=2)
    flat = float((np.abs(grey - np.median(grey)) < 6).mean())
    return "drawing" if flat > 0.7 and np.ptp(grey) > 100 else "photo"


def _dataset_pixels(rgba: np.ndarray) -> np.ndarray:
    if rgba.shape[:2] != (28, 28):
        height, width = rgba.shape[:2]
        raise BadPicture(f"A dataset picture has 28×28 pixels; this one has {width}×{height}.")
    return np.ascontiguousarray(rgba[..., 0])
