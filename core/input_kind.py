"""How a picture was turned into 28×28. Each input kind has its own calibration."""

from enum import StrEnum


class InputKind(StrEnum):
    PIXELS = "pixels"  # 28×28, as in the dataset
    PHOTO = "photo"
    DRAWING = "drawing"


AUTO = "auto"  # detected from the picture
