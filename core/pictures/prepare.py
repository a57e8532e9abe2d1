"""From a file's bytes to 28×28, for every input kind."""

import numpy as np

from core.errors import BadPicture
from core.input_kind import AUTO, InputKind
from core.pictures.decode import decode
from core.pictures.drawing import is_sketch_on_clear, prepare_drawing
from core.pictures.photo import prepare_photo
from core.pictures.segmentation.hints import Hints
from core.pictures.segmentation.segmenter import Segmenter, no_segmenter
from core.pictures.stages import ALL_ON, Preparation, Recorder, Switches
from core.pictures.tone import on_white

INPUTS = (AUTO, *InputKind)
FLAT = 0.7  # share of a drawing that is its background
LIGHT = 127  # grey of a corner beyond which 28×28 pixels have a light ground


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
        return _prepare_dataset_picture(_dataset_pixels(rgba), switches, record)
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
    rgb = on_white(rgba)  # what is transparent may hold any colour
    if rgba.shape[:2] == (28, 28) and (rgb == rgb[..., :1]).all():
        return InputKind.PIXELS
    grey = rgb.mean(axis=2)
    flat = float((np.abs(grey - np.median(grey)) < 6).mean())
    sketch = (flat > FLAT and np.ptp(grey) > 100) or is_sketch_on_clear(rgba, FLAT)
    return InputKind.DRAWING if sketch else InputKind.PHOTO


def _dataset_pixels(rgba: np.ndarray) -> np.ndarray:
    if rgba.shape[:2] != (28, 28):
        height, width = rgba.shape[:2]
        raise BadPicture(f"A dataset picture has 28×28 pixels; this one has {width}×{height}.")
    return np.ascontiguousarray(on_white(rgba)[..., 0])


def _prepare_dataset_picture(
    pixels: np.ndarray, switches: Switches, record: Recorder
) -> Preparation:
    """Take a picture of 28×28 as it is, unless it is dark on light: then turn it."""
    if not _is_dark_on_light(pixels):
        return prepare_pixels(pixels)
    record.add("pixels", pixels)
    if switches.polarity:
        record.notes.append(_TURNED)
        pixels = np.asarray(255 - pixels, np.uint8)
    record.add("polarity", pixels, switches.polarity)
    return record.finish(InputKind.PIXELS, pixels)


def _is_dark_on_light(pixels: np.ndarray) -> bool:
    """Return whether all four corners are light: so are none of the dataset's 70,000 pictures."""
    return bool(pixels[[0, 0, -1, -1], [0, -1, 0, -1]].min() > LIGHT)


_TURNED = (
    "This picture is dark on light. The dataset's are light on dark, so it was inverted; switch "
    "“Ink on black” off if that is wrong."
)
