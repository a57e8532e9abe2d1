"""A photo or a drawing -> 28×28, in named stages that can be inspected."""

from core.pictures.decode import decode
from core.pictures.drawing import prepare_drawing
from core.pictures.edit import changed_pixels, cloth_ink, draw_over
from core.pictures.photo import prepare_photo
from core.pictures.prepare import guess_kind, prepare, prepare_pixels
from core.pictures.segmentation.hints import Hints
from core.pictures.stages import Preparation, Stage, Switches

__all__ = [
    "Hints",
    "Preparation",
    "Stage",
    "Switches",
    "changed_pixels",
    "cloth_ink",
    "decode",
    "draw_over",
    "guess_kind",
    "prepare",
    "prepare_drawing",
    "prepare_photo",
    "prepare_pixels",
]
