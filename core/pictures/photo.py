"""A photo of a garment -> 28×28."""

import numpy as np

from core.errors import BadPicture, EvenSurface
from core.input_kind import InputKind
from core.pictures.fit import PHOTO_EDGE, bounding_box, fitted_size, place, shrink
from core.pictures.segmentation.grabcut import Cutout, find_garment
from core.pictures.segmentation.hints import Hints
from core.pictures.segmentation.mask_quality import border_contact
from core.pictures.segmentation.refine import refine_outline
from core.pictures.segmentation.segmenter import Segmenter, no_segmenter
from core.pictures.stages import ALL_ON, Preparation, Recorder, Switches
from core.pictures.tone import even_tone, negative, on_white

MIN_CLOTH = 20  # pixels that a mask must have
DOUBTFUL = 0.25  # mask quality below which the user should check the outline


def prepare_photo(
    photo: np.ndarray,
    switches: Switches = ALL_ON,
    record: Recorder | None = None,
    hints: Hints | None = None,
    segmenter: Segmenter = no_segmenter,
) -> Preparation:
    """Prepare a photo uint8 (h, w, 3) or (h, w, 4) for the model.

    A transparent background is used as the mask. `hints` refine the outline; they are ignored with
    `segment` off. Raises EvenSurface if no garment is found, BadPicture if strokes leave none.
    """
    record = record or Recorder()
    rgb = on_white(photo)
    record.add("decode", rgb)
    cutout = _cut_out(photo, rgb, switches, hints, segmenter)
    if switches.segment:
        record.notes.extend(_remarks(cutout, bool(hints)))
    mask = cutout.mask
    record.add("segment", np.dstack([rgb, mask.astype(np.uint8) * 255]), switches.segment)
    grey = negative(rgb) if switches.polarity else 255 - negative(rgb)
    ink = np.where(mask, grey, 0).astype(np.uint8)
    record.add("polarity", ink, switches.polarity)
    pixels = _to_28(ink, mask, switches, record)
    return record.finish(InputKind.PHOTO, pixels, cutout.quality)


def _cut_out(
    photo: np.ndarray,
    rgb: np.ndarray,
    switches: Switches,
    hints: Hints | None,
    segmenter: Segmenter,
) -> Cutout:
    if not switches.segment:
        return Cutout(np.ones(rgb.shape[:2], bool), 1.0)
    given = photo[..., 3] > 127 if photo.shape[2] == 4 else None
    if given is not None and not 0.02 < given.mean() < 0.95:
        given = None
    if hints:
        return _refined(rgb, hints, given, segmenter)
    if given is not None:
        return Cutout(given, 1.0)
    cutout = find_garment(rgb, segmenter=segmenter)
    if not cutout.mask.any():
        raise EvenSurface(
            "No garment was found in this photo: it shows one uniform surface. "
            "Photograph a garment on a background of another colour."
        )
    return cutout


def _refined(
    rgb: np.ndarray, hints: Hints, given: np.ndarray | None, segmenter: Segmenter
) -> Cutout:
    cutout = refine_outline(rgb, hints, given, segmenter)
    if cutout.mask.sum() < MIN_CLOTH:
        raise BadPicture("Your strokes leave nothing of the garment. Undo one, or start over.")
    return cutout


def _remarks(cutout: Cutout, refined: bool) -> list[str]:
    if refined:
        return ["The outline is as you painted it."]
    remarks = [cutout.remark] if cutout.remark else []
    if cutout.quality == 0:
        return ["No garment stood out from the background: the whole photo is used.", *remarks]
    sides = sum(share > 0.08 for share in border_contact(cutout.mask))
    if sides:
        where = {1: "one side", 2: "two sides", 3: "three sides"}.get(sides, "all sides")
        remarks.append(f"The outline touches the border on {where}: the garment may be cut off.")
    if cutout.quality < DOUBTFUL:
        remarks.append("The outline is uncertain. A plain background of another colour would help.")
    return remarks


def _to_28(ink: np.ndarray, mask: np.ndarray, switches: Switches, record: Recorder) -> np.ndarray:
    """Crop, fit, centre and tone ink uint8 (h, w) together with its mask, recording each stage."""
    if switches.crop:
        box = bounding_box(mask)
        ink, mask = ink[box], mask[box]
    record.add("crop", ink, switches.crop)
    size = fitted_size(ink.shape, switches.fit, PHOTO_EDGE)
    fitted, coverage = shrink(ink, size), shrink(mask.astype(np.float32), size)
    record.add("fit", fitted, switches.fit)
    fitted, coverage = place(fitted, switches.centre), place(coverage, switches.centre)
    record.add("centre", fitted, switches.centre)
    pixels = even_tone(fitted, coverage) if switches.tone else fitted
    record.add("tone", pixels, switches.tone)
    return pixels
