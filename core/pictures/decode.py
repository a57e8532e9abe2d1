"""Bytes -> pixels, with an error message for every refusal."""

import io
import struct
import warnings
import zlib
from threading import Lock

import numpy as np
from PIL import Image

from core.errors import BadPicture

MAX_BYTES = 25_000_000
MAX_PIXELS = 50_000_000
MAX_WEBP_PIXELS = 25_000_000  # the WebP decoder holds three copies of a picture
MIN_EDGE = 16
MAX_EDGE = 512  # pixels kept for display and segmentation; the network needs 28
MAX_ASPECT = 12  # longest to shortest edge: no garment is that narrow
STRIP = 1_000_000  # pixels converted to eight bits at once
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "AVIF")
ACCEPTED = "Use a JPEG, PNG, WebP, AVIF, GIF or BMP picture."

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

# Warning filters belong to the whole process, so only one thread may change them at a time.
_filters = Lock()


def decode(data: bytes, name: str = "") -> np.ndarray:
    """Return RGBA uint8 (h, w, 4), rotated by EXIF, the longest edge at most 512 pixels.

    `name` is only used in messages. Raises BadPicture, with what was wrong and what to do, for
    anything but one still picture of a supported format and size.
    """
    what = name or "This file"
    _check_bytes(data, what)
    image, turn = _open(data, what)
    try:
        image.draft(None, (MAX_EDGE, MAX_EDGE))  # a JPEG is read at 1/2, 1/4 or 1/8
        image.load()
        upright = _shrunk(image)
    except DAMAGE as error:
        raise BadPicture(_broken(what)) from error
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
    """Return EXIF's orientation; upright if only the metadata is damaged."""
    try:
        return int(image.getexif().get(ORIENTATION, 1))
    except (*DAMAGE, TypeError):
        return 1


def _check_bytes(data: bytes, what: str) -> None:
    if not data:
        raise BadPicture(f"{what} is empty: it has no bytes. Choose the photo again.")
    if len(data) > MAX_BYTES:
        raise BadPicture(
            f"{what} has {len(data) / 1e6:.0f} MB; the limit is {MAX_BYTES // 1_000_000} MB. "
            "Save the picture smaller."
        )
    if (kind := _magic(data)) in FOREIGN:
        raise BadPicture(f"{what} {FOREIGN[kind]}")


def _magic(data: bytes) -> str:
    """Return the format by its first bytes; empty if unknown."""
    head = data[:1024]
    if head[4:8] == b"ftyp":
        return _brand(head[8:12])
    for start, kind in STARTS.items():
        if head.startswith(start):
            return kind
    if b"<svg" in head.lower():
        return "SVG"
    control = sum(byte < 9 or 13 < byte < 32 for byte in head)
    return "text" if control == 0 and b"\xff\xd8" not in head else ""


def _brand(brand: bytes) -> str:
    """Distinguish the pictures and the videos that share one container (ISO 14496-12)."""
    if brand in (b"avif", b"avis"):
        return "AVIF"
    return "HEIC" if brand[:2] in (b"he", b"mi", b"ms") else "film"


STARTS = {
    b"\xff\xd8": "JPEG",
    b"\x89PNG": "PNG",
    b"GIF8": "GIF",
    b"RIFF": "WEBP",
    b"BM": "BMP",
    b"%PDF": "PDF",
    b"II*\0": "TIFF",
    b"MM\0*": "TIFF",
    b"8BPS": "PSD",
    b"PK\x03\x04": "archive",
    b"Rar!": "archive",
    b"7z\xbc\xaf": "archive",
    b"\x1f\x8b": "archive",
    b"\x1a\x45\xdf\xa3": "film",
}
FOREIGN = {
    "SVG": "is an SVG, a drawing made of instructions. Export it as a PNG.",
    "HEIC": "is a HEIC photo, which is not supported. Export it as a JPEG; an iPhone takes JPEGs "
    "with Settings, Camera, Formats, Most Compatible.",
    "PDF": "is a PDF document. Export the page as a PNG or take a screenshot.",
    "TIFF": f"is a TIFF, or a camera's raw file. Export it as a JPEG. {ACCEPTED}",
    "PSD": "is a Photoshop document. Export it as a PNG or JPEG.",
    "film": "is a video. Use a still picture, or a screenshot of one moment.",
    "archive": "is a zip or another archive. Unpack it and choose one picture.",
    "text": f"holds text, not a picture, whatever its name says. {ACCEPTED}",
}


def _check_size(image: Image.Image, what: str) -> None:
    most = MAX_WEBP_PIXELS if image.format == "WEBP" else MAX_PIXELS
    if image.width * image.height > most:
        raise BadPicture(_too_large(f"{what} ({image.width:,}×{image.height:,} pixels)", most))
    if min(image.size) < MIN_EDGE:
        raise BadPicture(
            f"{what} has only {image.width}×{image.height} pixels, too few to see a garment. "
            "Choose a larger picture."
        )
    if max(image.size) > MAX_ASPECT * min(image.size):
        raise BadPicture(
            f"{what} is a strip of {image.width:,}×{image.height:,} pixels, too narrow for a "
            "garment. Cut out the part that shows one."
        )


def _shrunk(image: Image.Image) -> Image.Image:
    """Return a picture of any mode as RGB or RGBA, its longest edge at most 512 pixels.

    Strip by strip: converting a large picture as a whole would take as much memory again.
    """
    factor = max(image.size) // (2 * MAX_EDGE)  # an integer, so that strips meet; thumbnail follows
    if factor < 2:
        small = _eight_bit(image)
    else:
        height = max(1, STRIP // image.width // factor) * factor
        strips = [
            _eight_bit(image.crop((0, top, image.width, min(top + height, image.height)))).reduce(
                factor
            )
            for top in range(0, image.height, height)
        ]
        small = Image.new(strips[0].mode, (strips[0].width, sum(one.height for one in strips)))
        for place, strip in enumerate(strips):
            small.paste(strip, (0, place * strips[0].height))
    small.thumbnail((MAX_EDGE, MAX_EDGE), Image.Resampling.BOX)
    return small


def _eight_bit(image: Image.Image) -> Image.Image:
    """Convert any mode to RGB, or to RGBA if the picture has transparency."""
    if image.mode.startswith("I"):  # 16 bits a pixel, which convert() would clip
        values = np.asarray(image).astype(np.float32)
        return Image.fromarray((values / 257).clip(0, 255).astype(np.uint8)).convert("RGB")
    return image.convert("RGBA" if image.has_transparency_data else "RGB")


def _too_large(what: str, most: int = MAX_PIXELS) -> str:
    limit = f"the limit is {most // 1_000_000} megapixels"
    return f"{what} is too large to open; {limit}. Save the picture smaller."


def _broken(what: str) -> str:
    return f"{what} is damaged or incomplete. Copy or download it again."


def _unreadable(what: str) -> str:
    return f"{what} is not a picture of a supported format. {ACCEPTED}"
