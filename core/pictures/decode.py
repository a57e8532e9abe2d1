"""Bytes -> pixels, with every refusal in a sentence."""

import io
import warnings

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from core.errors import BadPicture

MOST_BYTES = 25_000_000
MOST_PIXELS = 50_000_000
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP")
ACCEPTED = "Use a JPEG, PNG, WebP, GIF or BMP file."


def decode(data: bytes, longest: int = 512) -> np.ndarray:
    """Return RGBA uint8 (h, w, 4), turned as EXIF says, longest edge at most `longest` pixels.

    Raises BadPicture, with what was wrong and what to do, for anything but one still picture.
    """
    _check_bytes(data)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return _decode(data, longest)


def _check_bytes(data: bytes) -> None:
    if not data:
        raise BadPicture("The file is empty. Choose a photo with something in it.")
    if len(data) > MOST_BYTES:
        raise BadPicture("The file is over 25 MB. Save the photo smaller and try again.")


def _decode(data: bytes, longest: int) -> np.ndarray:
    try:
        image = Image.open(io.BytesIO(data), formats=FORMATS)
    except (UnidentifiedImageError, OSError, ValueError) as error:
        raise BadPicture(f"This is not a picture that can be read here. {ACCEPTED}") from error
    if image.width * image.height > MOST_PIXELS:
        raise BadPicture("The picture has too many pixels. Save it smaller.")
    if getattr(image, "n_frames", 1) > 1:
        raise BadPicture("The file is an animation. Save one of its frames as a picture.")
    try:
        image.draft("RGB", (longest, longest))
        upright = ImageOps.exif_transpose(image).convert("RGBA")
    except (OSError, ValueError, SyntaxError) as error:
        raise BadPicture("The file breaks off in the middle. Copy or download it again.") from error
    upright.thumbnail((longest, longest), Image.Resampling.BOX)
    return np.asarray(upright)
