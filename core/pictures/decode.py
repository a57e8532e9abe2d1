"""Bytes -> pixels, with an error message for every refusal."""

import io
import struct
import warnings
import zlib
from threading import Lock

import numpy as np
from PIL import Image

from core.errors import BadPicture
from core.pictures.rescue import JPEG_ENDINGS, bare_png
from core.pictures.signature import ACCEPTED, FOREIGN, kind_of

MAX_BYTES = 25_000_000
MAX_PIXELS = 50_000_000
MAX_WEBP_PIXELS = 25_000_000  # the WebP decoder holds three copies of a picture
MIN_EDGE = 16
MAX_EDGE = 512  # pixels kept for display and segmentation; the network needs 28
MAX_ASPECT = 12  # longest to shortest edge: no garment is that narrow
STRIP = 1_000_000  # pixels converted to eight bits at once
DEPTHS = (8, 10, 12, 14, 16)  # bits of grey that a file of 16 bits a pixel may really hold
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "AVIF")

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


class _Damaged(BadPicture):
    """A picture of a supported format that Pillow refuses."""


# Warning filters belong to the whole process, so only one thread may change them at a time.
_filters = Lock()


def decode(data: bytes, name: str = "") -> np.ndarray:
    """Return RGBA uint8 (h, w, 4), rotated by EXIF, the longest edge at most 512 pixels.

    `name` is only used in messages. Raises BadPicture, with what was wrong and what to do, for
    anything but one still picture of a supported format and size.
    """
    what = name or "This file"
    _check_bytes(data, what)
    try:
        return _decoded(data, what)
    except _Damaged:
        return _rescued(data, what)


def _decoded(data: bytes, what: str) -> np.ndarray:
    image = _open(data, what)
    try:
        image.draft(None, (MAX_EDGE, MAX_EDGE))  # a JPEG is read at 1/2, 1/4 or 1/8
        image.load()
        # After the pixels: Pillow looks for a PNG's EXIF by loading it, and would hide that they
        # end too early.
        turn = _turn(image)
        upright = _shrunk(image)
    except DAMAGE as error:
        raise _Damaged(_broken(what)) from error
    if turn in TURNS:
        upright = upright.transpose(TURNS[turn])
    return np.array(upright.convert("RGBA"))


def _rescued(data: bytes, what: str) -> np.ndarray:
    """Decode a damaged file if all its pixels are there. Raises BadPicture if they are not."""
    kind = kind_of(data)
    if kind == "PNG":
        return _decoded(bare_png(data), what)
    if kind == "JPEG":
        first, second = (_decoded(data + ending, what) for ending in JPEG_ENDINGS)
        if np.array_equal(first, second):
            return first
    raise _Damaged(_broken(what))


def _open(data: bytes, what: str) -> Image.Image:
    """Read the header only: return the picture, not yet decoded."""
    with _filters, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            image: Image.Image = Image.open(io.BytesIO(data), formats=FORMATS)
            _check_size(image, what)
            animated = getattr(image, "is_animated", False) and image.format != "MPO"
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
            raise BadPicture(_too_large(what)) from error
        except DAMAGE as error:
            if kind_of(data) in FORMATS:
                raise _Damaged(_broken(what)) from error
            raise BadPicture(_unreadable(what)) from error
    if animated:
        raise BadPicture(f"{what} is an animation. Save one of its frames as a still picture.")
    return image


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
    if (kind := kind_of(data)) in FOREIGN:
        raise BadPicture(f"{what} {FOREIGN[kind]}")


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
    scale = _scale(image)
    factor = max(image.size) // (2 * MAX_EDGE)  # an integer, so that strips meet; thumbnail follows
    if factor < 2:
        small = _eight_bit(image, scale)
    else:
        height = max(1, STRIP // image.width // factor) * factor
        strips = [
            _eight_bit(
                image.crop((0, top, image.width, min(top + height, image.height))), scale
            ).reduce(factor)
            for top in range(0, image.height, height)
        ]
        small = Image.new(strips[0].mode, (strips[0].width, sum(one.height for one in strips)))
        for place, strip in enumerate(strips):
            small.paste(strip, (0, place * strips[0].height))
    small.thumbnail((MAX_EDGE, MAX_EDGE), Image.Resampling.BOX)
    return small


def _scale(image: Image.Image) -> float:
    """Return how many grey levels of a picture of 16 bits make one of eight.

    Cameras of 10, 12 or 14 bits save into 16; taken as 16, their pictures would be almost black.
    """
    if not image.mode.startswith("I"):
        return 1
    brightest = int(np.asarray(image).max())
    levels = next((1 << bits for bits in DEPTHS if brightest < 1 << bits), 1 << DEPTHS[-1])
    return (levels - 1) / 255


def _eight_bit(image: Image.Image, scale: float) -> Image.Image:
    """Convert any mode to RGB, or to RGBA if the picture has transparency."""
    if image.mode.startswith("I"):  # 16 bits a pixel, which convert() would clip
        values = np.asarray(image).astype(np.float32)
        return Image.fromarray((values / scale).clip(0, 255).astype(np.uint8)).convert("RGB")
    return image.convert("RGBA" if image.has_transparency_data else "RGB")


def _too_large(what: str, most: int = MAX_PIXELS) -> str:
    limit = f"the limit is {most // 1_000_000} megapixels"
    return f"{what} is too large to open; {limit}. Save the picture smaller."


def _broken(what: str) -> str:
    return f"{what} is damaged or incomplete. Copy or download it again."


def _unreadable(what: str) -> str:
    return f"{what} is not a picture of a supported format. {ACCEPTED}"
