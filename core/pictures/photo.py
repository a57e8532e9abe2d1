"""A photo of a garment -> 28×28."""

import numpy as np

from core.errors import BadPicture
from core.pictures.fit import bounding_box, fitted_size, place, shrink
from core.pictures.segment import Cutout, find_garment
from core.pictures.stages import ALL_ON, Preparation, Recorder, Switches
from core.pictures.tone import even_tone, negative


def prepare_photo(
    photo: np.ndarray, switches: Switches = ALL_ON, record: Recorder | None = None
) -> Preparation:
    """Make a photo uint8 (h, w, 3) or (h, w, 4) ready for the model.

    A transparent ground is taken as the cut-out. Raises BadPicture where no garment is found.
    """
    record = record or Recorder()
    rgb = np.ascontiguousarray(photo[..., :3])
    record.add("decode", photo)
    cutout = _cut_out(photo, rgb, switches)
    record.notes.extend(cutout.notes)
    mask = cutout.mask
    record.add("segment", np.dstack([rgb, mask.astype(np.uint8) * 255]), switches.segment)
    grey = negative(rgb) if switches.polarity else 255 - negative(rgb)
    ink = np.where(mask, grey, 0).astype(np.uint8)
    record.add("polarity", ink, switches.polarity)
    if switches.crop:
        box = bounding_box(mask)
        ink, mask = ink[box], mask[box]
    record.add("crop", ink, switches.crop)
    size = fitted_size(ink.shape, switches.fit)
    fitted = shrink(ink, size)
    coverage = shrink(mask.astype(np.float32), size)
    record.add("fit", fitted, switches.fit)
    fitted, coverage = place(fitted, switches.centre), place(coverage, switches.centre)
    record.add("centre", fitted, switches.centre)
    pixels = even_tone(fitted, coverage) if switches.tone else fitted
    record.add("tone", pixels, switches.tone)
    return record.finish("photo", cutout.plausibility)


def _cut_out(photo: np.ndarray, rgb: np.ndarray, switches: Switches) -> Cutout:
    if not switches.segment:
        return Cutout(np.ones(rgb.shape[:2], bool), 1.0)
    if photo.shape[2] == 4 and 0.02 < (photo[..., 3] > 127).mean() < 0.95:
        return Cutout(photo[..., 3] > 127, 1.0)
    cutout = find_garment(rgb)
    if not cutout.mask.any():
        raise BadPicture(
            "No garment was found in this photo: it is one even surface. "
            "Photograph a garment on a ground of another colour."
        )
    return cutout
