"""Bytes -> pixels, with every refusal in a sentence."""

import io
import struct
import warnings
import zlib
from threading import Lock

import numpy as np
from PIL import Image

from core.errors import BadPicture

MOST_BYTES = 25_000_000
MOST_PIXELS = 50_000_000
LEAST_EDGE = 16
LONGEST_EDGE = 512  # pixels kept for display and segmentation; the network needs 28
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP")
ACCEPTED = "Use a JPEG, PNG, WebP, GIF or BMP picture."

# What EXIF's orientation tag asks for, 2-8 (CIPA DC-008, 4.6.4).
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
ORIENTATION = 0x0112

# What Pillow's readers are known to raise on damaged bytes.
DAMAGE = (OSError, ValueError, SyntaxError, EOFError, IndexError, struct.error, zlib.error)

# Warning filters belong to the whole process, so only one reader may change them at a time.
_filters = Lock()


def decode(data: bytes, name: str = "") -> np.ndarray:
    """Return RGBA uint8 (h, w, 4), turned as EXIF says, the longest edge at most 512 pixels.

    `name` is only used in messages. Raises BadPicture, with what was wrong and what to do, for
    anything but one still picture of a known format and a bearable size.
    """
    what = name or "This file"
    _check_bytes(data, what)
    image, turn = _open(data, what)
    try:
        image.draft(None, (LONGEST_EDGE, LONGEST_EDGE))  # a JPEG is read at 1/2, 1/4 or 1/8
        image.load()
    except DAMAGE as error:
        raise BadPicture(_broken(what)) from error
    upright = _eight_bit(image)
    upright.thumbnail((LONGEST_EDGE, LONGEST_EDGE), Image.Resampling.BOX)
    if turn in TURNS:
        upright = upright.transpose(TURNS[turn])
    return np.array(upright.convert("RGBA"))


def _open(data: bytes, what: str) -> tuple[Image.Image, int]:
    """Read the header only: the picture, not yet decoded, and its EXIF orientation."""
    with _filters, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            image: Image.Image = Image.open(io.BytesIO(data), formats=FORMATS)
            _check_size(image, what)
            animated = getattr(image, "is_animated", False) and image.format != "MPO"
            turn = _turn(image)
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
            raise BadPicture(_too_large(what)) from error
        except DAMAGE as error:
            known = _magic(data) in FORMATS
            raise BadPicture(_broken(what) if known else _unreadable(what)) from error
    if animated:
        raise BadPicture(f"{what} is an animation. Save one of its frames as a still picture.")
    return image, turn


def _turn(image: Image.Image) -> int:
    """Return EXIF's orientation; upright where the notes are damaged and the picture is not."""
    try:
        return int(image.getexif().get(ORIENTATION, 1))
    except (*DAMAGE, TypeError):
        return 1


def _check_bytes(data: bytes, what: str) -> None:
    if not data:
        raise BadPicture(f"{what} is empty: it has no bytes. Choose the photo again.")
    if len(data) > MOST_BYTES:
        raise BadPicture(
            f"{what} has {len(data) / 1e6:.0f} MB; the limit is {MOST_BYTES // 1_000_000} MB. "
            "Save the picture smaller."
        )
    foreign = {
        "SVG": "is an SVG, a drawing made of instructions. Export it as a PNG.",
        "HEIC": "is a HEIC or AVIF photo. Export it as a JPEG, or set the camera to JPEG.",
        "PDF": "is a PDF document. Export the page as a PNG or take a screenshot.",
        "TIFF": f"is a TIFF. {ACCEPTED}",
        "text": f"holds text, not a picture, whatever its name says. {ACCEPTED}",
    }
    if (kind := _magic(data)) in foreign:
        raise BadPicture(f"{what} {foreign[kind]}")


def _magic(data: bytes) -> str:
    """Name the format by its first bytes; empty for none that is known."""
    head = data[:1024]
    if head[4:8] == b"ftyp":
        return "HEIC"
    starts = {
        b"\xff\xd8": "JPEG",
        b"\x89PNG": "PNG",
        b"GIF8": "GIF",
        b"RIFF": "WEBP",
        b"BM": "BMP",
        b"%PDF": "PDF",
        b"II*\0": "TIFF",
        b"MM\0*": "TIFF",
    }
    for start, kind in starts.items():
        if head.startswith(start):
            return kind
    if b"<svg" in head.lower():
        return "SVG"
    control = sum(byte < 9 or 13 < byte < 32 for byte in head)
    return "text" if control == 0 and b"\xff\xd8" not in head else ""


def _check_size(image: Image.Image, what: str) -> None:
    if image.width * image.height > MOST_PIXELS:
        raise BadPicture(_too_large(f"{what} ({image.width:,}×{image.height:,} pixels)"))
    if min(image.size) < LEAST_EDGE:
        raise BadPicture(
            f"{what} has only {image.width}×{image.height} pixels, too few to see a garment. "
            "Choose a larger picture."
        )


def _eight_bit(image: Image.Image) -> Image.Image:
    """Bring any mode to RGB, or to RGBA where the picture has transparency."""
    if image.mode.startswith("I"):  # 16 bits a pixel, which convert() would clip
        values = np.asarray(image).astype(np.float32)
        return Image.fromarray((values / 257).clip(0, 255).astype(np.uint8)).convert("RGB")
    return image.convert("RGBA" if image.has_transparency_data else "RGB")


def _too_large(what: str) -> str:
    return f"{what} is too large to open; the limit is 50 megapixels. Save the picture smaller."


def _broken(what: str) -> str:
    return f"{what} is damaged or breaks off in the middle. Copy or download it again."


def _unreadable(what: str) -> str:
    return f"{what} is not a picture that can be read here. {ACCEPTED}"
