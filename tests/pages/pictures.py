"""Synthetic files to upload."""

import io
import json
import struct
import zipfile
import zlib
from typing import Any

import cv2
import numpy as np
from PIL import Image
from streamlit.testing.v1 import AppTest

from core.jobs import JobState, Runner
from core.registry import Registry
from core.settings import Settings
from core.workflows.batch.job import start_batch
from core.workflows.batch.store import Batch, Batches

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


LIMIT = 60.0  # seconds


def photos() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("shirts/1.jpg", jpeg())
        archive.writestr("notes.txt", b"Dear diary\n")
        archive.writestr(HOSTILE, b"nothing")
        archive.writestr("../../up.jpg", jpeg())
    return stream.getvalue()


def answered(settings: Settings, runner: Runner) -> Batch:
    """A batch that has been predicted."""
    batch = Batches(settings).keep([("photos.zip", io.BytesIO(photos()))])
    job = start_batch(runner, batch, Registry(settings).champion())
    assert runner.wait(job.id, LIMIT).state is JobState.DONE
    return batch


def tiles(page: AppTest) -> list[dict[str, Any]]:
    """The tiles sent to the gallery component."""
    (found,) = page.get("bidi_component")
    return list(json.loads(found.proto.json)["tiles"])


def open_tile(page: AppTest, number: int, among: list[int]) -> AppTest:
    """Do what pressing a tile of the gallery does; AppTest cannot press it."""
    page.query_params["picture"] = str(number + 1)
    page.session_state["batch.among"] = among
    return page.run()
