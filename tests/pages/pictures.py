"""Synthetic files to upload."""

import io
import struct
import zlib

import cv2
import numpy as np
from PIL import Image

SHIRT = [(80, 70), (150, 50), (190, 70), (230, 70), (270, 50), (340, 70), (385, 170), (325, 195)]
SHIRT += [(310, 160), (310, 440), (110, 440), (110, 160), (95, 195), (35, 170)]


def shirt_on_wood() -> np.ndarray:
    """A dark shirt on a bright, streaked background with noise: uint8 (533, 420, 3)."""
    random = np.random.default_rng(7)
    streaks = cv2.GaussianBlur(random.normal(0, 30, (533, 420, 1)).astype(np.float32), (0, 0), 6)
    ground = np.array([205, 185, 150]) + 4 * streaks[..., None]
    photo = (ground + random.normal(0, 4, (533, 420, 3))).clip(0, 255).astype(np.uint8)
    cv2.fillPoly(photo, [np.array(SHIRT)], (40, 60, 110))
    return cv2.GaussianBlur(photo, (3, 3), 0)


def saved(picture: np.ndarray, form: str) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(picture).save(buffer, form)
    return buffer.getvalue()


def jpeg() -> bytes:
    return saved(shirt_on_wood(), "JPEG")


def uniform_jpeg() -> bytes:
    return saved(np.full((300, 240, 3), 205, np.uint8), "JPEG")


def png_that_declares(width: int, height: int) -> bytes:
    def chunk(kind: bytes, content: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + content))
        return struct.pack(">I", len(content)) + kind + content + check

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = [chunk(b"IHDR", header), chunk(b"IDAT", zlib.compress(b"\0" * 64)), chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def animation() -> bytes:
    frames = [Image.new("L", (64, 64), shade) for shade in (0, 120, 250)]
    buffer = io.BytesIO()
    frames[0].save(buffer, "GIF", save_all=True, append_images=frames[1:], duration=80)
    return buffer.getvalue()


HOSTILE = "![x](http://example.invalid/x.png) <b>.jpg"  # a name that contains Markdown and HTML

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="90" height="90"><rect width="90"/></svg>'

# File name: contents, and words that the error message must contain.
RUBBISH: dict[str, tuple[bytes, str]] = {
    "notes.jpg": (b"Dear diary, this is no photo at all.\n" * 20, "holds text"),
    "empty.jpg": (b"", "is empty"),
    "half.jpg": (jpeg()[: len(jpeg()) // 2], "damaged or incomplete"),
    "huge.png": (png_that_declares(50_000, 50_000), "too large"),
    "wave.gif": (animation(), "is an animation"),
    "logo.svg": (SVG, "is an SVG"),
    "blank.png": (saved(np.full((300, 300, 3), 240, np.uint8), "PNG"), "No garment was found"),
}
