"""Every file that is not one still picture is refused with its own sentence."""

import contextlib
import io
import struct
import zlib

import numpy as np
import pytest
from PIL import Image

from core.errors import BadPicture
from core.pictures.decode import LONGEST_EDGE, decode


def encoded(picture: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    stream = io.BytesIO()
    picture.save(stream, kind, **options)
    return stream.getvalue()


def half_red(width: int = 60, height: int = 40) -> Image.Image:
    """Red above, white below."""
    picture = np.full((height, width, 3), 255, np.uint8)
    picture[: height // 2] = 255, 0, 0
    return Image.fromarray(picture)


def png_that_declares(width: int, height: int) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + header
    return (
        b"\x89PNG\r\n\x1a\n"
        + struct.pack(">I", 13)
        + chunk
        + struct.pack(">I", zlib.crc32(chunk))
        + struct.pack(">I", 4)
        + b"IDAT"
        + bytes(8)
    )


FRAMES = [Image.new("RGB", (40, 40), colour) for colour in ("red", "blue", "green")]
NOISE = Image.fromarray(np.random.default_rng(0).integers(0, 256, (80, 80, 3), np.uint8))

BAD = {
    "empty": (b"", "is empty"),
    "text": (b"Dear diary, this is no photo.\n" * 9, "holds text"),
    "svg": (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', "SVG"),
    "heic": (b"\0\0\0\x18ftypheic" + bytes(100), "HEIC"),
    "pdf": (b"%PDF-1.7\n" + bytes(100), "PDF"),
    "tiff": (encoded(half_red(), "TIFF"), "TIFF"),
    "unknown": (bytes(range(256)) * 4, "not a picture that can be read"),
    "truncated jpeg": (encoded(NOISE, "JPEG")[:2000], "breaks off"),
    "truncated png": (encoded(NOISE)[:3000], "breaks off"),
    "truncated in its header": (encoded(NOISE, "JPEG")[:40], "breaks off"),
    "huge": (png_that_declares(50_000, 50_000), "too large"),
    "large": (png_that_declares(10_000, 6_000), "too large"),
    "larger than Pillow's first limit": (png_that_declares(10_000, 10_000), "too large"),
    "too many bytes": (b"\xff\xd8" + bytes(25_000_001), "25 MB"),
    "animated gif": (
        encoded(FRAMES[0], "GIF", save_all=True, append_images=FRAMES[1:]),
        "animation",
    ),
    "animated png": (
        encoded(FRAMES[0], "PNG", save_all=True, append_images=FRAMES[1:]),
        "animation",
    ),
    "animated webp": (
        encoded(FRAMES[0], "WEBP", save_all=True, append_images=FRAMES[1:]),
        "animation",
    ),
    "tiny": (encoded(half_red(5, 4)), "only 5×4 pixels"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_file_is_refused_with_its_own_sentence(case: str) -> None:
    data, sentence = BAD[case]
    with pytest.raises(BadPicture, match=sentence) as refusal:
        decode(data)
    assert str(refusal.value).endswith(".")


def test_the_sentence_names_the_file() -> None:
    with pytest.raises(BadPicture, match=r"^notes\.jpg holds text"):
        decode(b"not a picture\n", "notes.jpg")


def test_the_size_is_refused_before_any_pixel_is_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    def load(*_: object) -> None:
        raise AssertionError("a pixel was decoded")

    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", load)
    with pytest.raises(BadPicture, match="too large"):
        decode(png_that_declares(50_000, 50_000))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "BMP"])
def test_each_accepted_format_opens(kind: str) -> None:
    rgba = decode(encoded(half_red(), kind))
    assert rgba.shape == (40, 60, 4)
    assert rgba.dtype == np.uint8
    np.testing.assert_allclose(rgba[5, 30], (255, 0, 0, 255), atol=6)


@pytest.mark.parametrize(
    ("turn", "red"),
    [(1, "top"), (3, "bottom"), (4, "bottom"), (6, "right"), (8, "left")],
)
@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_the_photo_is_turned_as_exif_says(kind: str, turn: int, red: str) -> None:
    exif = Image.Exif()
    exif[0x0112] = turn
    rgba = decode(encoded(half_red(), kind, exif=exif))
    redness = 255 - rgba[..., 1].astype(int)
    halves = {
        "top": redness[: len(redness) // 2],
        "bottom": redness[len(redness) // 2 :],
        "left": redness[:, : redness.shape[1] // 2],
        "right": redness[:, redness.shape[1] // 2 :],
    }
    assert max(halves, key=lambda side: halves[side].mean()) == red


@pytest.mark.parametrize("mode", ["L", "LA", "P", "1", "CMYK", "RGBA"])
def test_each_colour_mode_opens(mode: str) -> None:
    kind = "JPEG" if mode == "CMYK" else "PNG"
    rgba = decode(encoded(half_red().convert(mode), kind))
    assert rgba.shape == (40, 60, 4)
    assert rgba[30, 30, :3].min() > 245  # white stays white


def test_sixteen_bits_are_scaled_and_not_clipped() -> None:
    ramp = np.tile(np.linspace(0, 65535, 64).astype(np.uint16), (32, 1))
    rgba = decode(encoded(Image.fromarray(ramp)))
    np.testing.assert_allclose(rgba[16, :, 0], np.linspace(0, 255, 64), atol=1)


def test_transparency_survives() -> None:
    picture = half_red().convert("RGBA")
    picture.putalpha(
        Image.fromarray(np.repeat([[0], [255]], 20, axis=0).repeat(60, 1).astype("u1"))
    )
    alpha = decode(encoded(picture))[..., 3]
    assert alpha[5].max() == 0
    assert alpha[35].min() == 255


def test_a_big_photo_is_brought_to_the_working_size() -> None:
    rgba = decode(encoded(half_red(3000, 2000), "JPEG"))
    assert max(rgba.shape[:2]) == LONGEST_EDGE
    assert rgba.shape[0] == round(LONGEST_EDGE * 2 / 3)


def test_damaged_bytes_never_end_in_anything_but_a_sentence() -> None:
    rng = np.random.default_rng(1)
    for kind in ("JPEG", "PNG", "WEBP", "GIF", "BMP"):
        whole = encoded(half_red(), kind)
        for _ in range(40):
            data = bytearray(whole[: rng.integers(8, len(whole) + 1)])
            data[rng.integers(8 if len(data) > 8 else 0, len(data))] = rng.integers(0, 256)
            with contextlib.suppress(BadPicture):
                decode(bytes(data))
