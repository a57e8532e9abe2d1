"""Every file that is not a single still picture is refused with its own message."""

import contextlib
import io
import re
import struct
import tracemalloc
import zlib

import numpy as np
import pytest
from PIL import Image

from core.errors import BadPicture
from core.pictures.decode import MAX_EDGE, decode


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


def png_with(kind: bytes, content: bytes) -> bytes:
    """A picture with an additional chunk after its header."""
    whole = encoded(half_red())
    chunk = struct.pack(">I", len(content)) + kind + content
    return whole[:33] + chunk + struct.pack(">I", zlib.crc32(kind + content)) + whole[33:]


FRAMES = [Image.new("RGB", (40, 40), colour) for colour in ("red", "blue", "green")]
NOISE = Image.fromarray(np.random.default_rng(0).integers(0, 256, (80, 80, 3), np.uint8))

BAD = {
    "empty": (b"", "is empty"),
    "text": (b"Dear diary, this is no photo.\n" * 9, "holds text"),
    "svg": (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', "SVG"),
    "heic": (b"\0\0\0\x18ftypheic" + bytes(100), "HEIC photo.*Most Compatible"),
    "heic of another brand": (b"\0\0\0\x18ftypmif1" + bytes(100), "HEIC photo"),
    "web page": (b"<!DOCTYPE html><html><body><svg/></body></html>", "is a web page"),
    "sound": (b"RIFF\x24\0\0\0WAVEfmt " + bytes(40), "is a sound"),
    "older video": (b"RIFF\x24\0\0\0AVI LIST" + bytes(40), "is a video"),
    "text that begins like a BMP": (b"BMW and others, a shopping list.\n" * 9, "holds text"),
    "video": (b"\0\0\0\x20ftypisom" + bytes(100), "is a video"),
    "zip": (b"PK\x03\x04" + bytes(100), "Unpack it"),
    "photoshop": (b"8BPS" + bytes(100), "Photoshop"),
    "empty avif": (b"\0\0\0\x18ftypavif" + bytes(100), "is damaged or incomplete"),
    "strip": (encoded(Image.new("RGB", (50_000, 16))), "too narrow for a garment"),
    "200 megapixels": (encoded(Image.new("L", (20_000, 10_000)), "JPEG"), "too large"),
    "webp of 36 megapixels": (
        encoded(Image.new("L", (6_000, 6_000)), "WEBP", quality=1, method=0),
        "25 megapixels",
    ),
    "pdf": (b"%PDF-1.7\n" + bytes(100), "PDF"),
    "tiff": (encoded(half_red(), "TIFF"), "TIFF"),
    "unknown": (bytes(range(256)) * 4, "not a picture of a supported format"),
    "truncated jpeg": (encoded(NOISE, "JPEG")[:2000], "is damaged or incomplete"),
    "truncated png": (encoded(NOISE)[:3000], "is damaged or incomplete"),
    "truncated in its header": (encoded(NOISE, "JPEG")[:40], "is damaged or incomplete"),
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
def test_a_bad_file_is_refused_with_its_own_message(case: str) -> None:
    data, sentence = BAD[case]
    with pytest.raises(BadPicture, match=sentence) as refusal:
        decode(data)
    assert str(refusal.value).endswith(".")


def test_the_message_names_the_file() -> None:
    with pytest.raises(BadPicture, match=r"^notes\.jpg holds text"):
        decode(b"not a picture\n", "notes.jpg")


def test_an_excessive_size_is_refused_before_decoding(monkeypatch: pytest.MonkeyPatch) -> None:
    def load(*_: object) -> None:
        raise AssertionError("pixels were decoded")

    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", load)
    with pytest.raises(BadPicture, match="too large"):
        decode(png_that_declares(50_000, 50_000))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "BMP", "AVIF"])
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
def test_the_exif_orientation_is_applied(kind: str, turn: int, red: str) -> None:
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


@pytest.mark.parametrize("bits", [8, 10, 12, 14])
@pytest.mark.parametrize("edge", [64, 2100])
def test_fewer_bits_stored_in_sixteen_are_stretched(bits: int, edge: int) -> None:
    ramp = np.tile(np.linspace(0, 2**bits - 1, edge).astype(np.uint16), (edge, 1))
    rgba = decode(encoded(Image.fromarray(ramp)))
    shown = rgba[rgba.shape[0] // 2, :, 0]
    np.testing.assert_allclose(shown, np.linspace(0, 255, len(shown)), atol=2)


def test_transparency_is_preserved() -> None:
    picture = half_red().convert("RGBA")
    picture.putalpha(
        Image.fromarray(np.repeat([[0], [255]], 20, axis=0).repeat(60, 1).astype("u1"))
    )
    alpha = decode(encoded(picture))[..., 3]
    assert alpha[5].max() == 0
    assert alpha[35].min() == 255


@pytest.mark.parametrize(
    "notes",
    [
        {"icc_profile": b"\xff" * 5000},
        {"exif": b"Exif\0\0" + bytes(range(256)) * 8},
        {"exif": b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x02\0\x04\0\0\0six\0\0\0\0\0"},
        {"exif": b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x05\0\x01\0\0\0\x1a" + bytes(15)},
        {"exif": b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x09" + bytes(7)},
    ],
    ids=["colour profile", "exif", "orientation as text", "orientation 0/0", "orientation 9"],
)
def test_a_picture_with_damaged_metadata_opens_unrotated(notes: dict[str, bytes]) -> None:
    rgba = decode(encoded(half_red(), "JPEG", **notes))
    np.testing.assert_allclose(rgba[5, 30], (255, 0, 0, 255), atol=6)
    np.testing.assert_allclose(rgba[35, 30], (255, 255, 255, 255), atol=6)


@pytest.mark.parametrize("brand", [b"mif1", b"msf1"])
def test_an_avif_that_names_its_family_first_opens(brand: bytes) -> None:
    whole = encoded(half_red(), "AVIF")
    rgba = decode(whole[:8] + brand + whole[12:])
    np.testing.assert_allclose(rgba[5, 30], (255, 0, 0, 255), atol=6)


LONG = b"x" * 1_500_000
REMARKS = {
    "a long text": png_with(b"zTXt", b"Comment\0\0" + zlib.compress(LONG)),
    "a long history": png_with(b"iTXt", b"XML:com.adobe.xmp\0\1\0\0\0" + zlib.compress(LONG)),
    "a large colour profile": png_with(b"iCCP", b"ICC\0\0" + zlib.compress(LONG)),
    "a text that unpacks to 100 MB": png_with(b"zTXt", b"x\0\0" + zlib.compress(bytes(10**8))),
    "a damaged text": png_with(b"tEXt", b"Author\0nobody").replace(b"nobody", b"anyone"),
    "no end": encoded(half_red())[:-12],
    "half an end": encoded(half_red())[:-7],
}


@pytest.mark.parametrize("case", REMARKS)
def test_a_png_whose_pixels_are_all_there_opens(case: str) -> None:
    np.testing.assert_array_equal(decode(REMARKS[case]), decode(encoded(half_red())))


def test_remarks_of_a_png_are_unpacked_within_bounds() -> None:
    tracemalloc.start()
    decode(REMARKS["a text that unpacks to 100 MB"])
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 10_000_000


def test_a_png_with_a_damaged_remark_is_still_rotated() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    turned = encoded(half_red(), exif=exif)
    damaged = turned[:33] + b"\0\0\0\3tEXta\0b" + bytes(4) + turned[33:]
    np.testing.assert_array_equal(decode(damaged), decode(turned))


@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"restart_marker_blocks": 2}])
@pytest.mark.parametrize("missing", [1, 2])
def test_a_jpeg_that_only_lacks_its_end_opens(missing: int, options: dict[str, object]) -> None:
    whole = encoded(NOISE, "JPEG", **options)
    np.testing.assert_array_equal(decode(whole[:-missing]), decode(whole))


@pytest.mark.parametrize("size", [(80, 80), (1600, 1200)])
def test_a_jpeg_that_lacks_pixels_is_refused(size: tuple[int, int]) -> None:
    whole = encoded(NOISE.resize(size), "JPEG", restart_marker_blocks=3)
    marks = [found.start() for found in re.finditer(rb"\xff[\xd0-\xd7]", whole)]
    for cut in (len(whole) // 2, len(whole) - 60, marks[len(marks) // 2], marks[-1] + 2):
        with pytest.raises(BadPicture, match="is damaged or incomplete"):
            decode(whole[:cut])


def test_sixteen_bits_with_transparency_open() -> None:
    ramp = np.linspace(0, 65535, 64)
    row = np.dstack([ramp, ramp[::-1]]).astype(">u2").tobytes()
    rows = (b"\0" + row) * 32
    header = struct.pack(">IIBBBBB", 64, 32, 16, 4, 0, 0, 0)
    parts = (b"IHDR" + header, b"IDAT" + zlib.compress(rows), b"IEND")
    chunks = (struct.pack(">I", len(p) - 4) + p + struct.pack(">I", zlib.crc32(p)) for p in parts)
    rgba = decode(b"\x89PNG\r\n\x1a\n" + b"".join(chunks))
    np.testing.assert_allclose(rgba[9, :, 0], np.linspace(0, 255, 64), atol=1)
    np.testing.assert_allclose(rgba[9, :, 3], np.linspace(255, 0, 64), atol=1)


@pytest.mark.parametrize("mode", ["L", "LA", "P", "1", "RGB", "RGBA", "I;16"])
def test_a_large_picture_is_downscaled_in_strips_without_artefacts(mode: str) -> None:
    shade = np.zeros((3000, 2400), np.uint16 if mode == "I;16" else np.uint8)
    shade[1100:, 700:] = np.iinfo(shade.dtype).max  # edges that are not at strip boundaries
    large = Image.fromarray(shade)
    rgba = decode(encoded(large if mode == "I;16" else large.convert(mode)))
    assert rgba.shape == (512, 410, 4)
    expected = np.zeros((512, 410))
    expected[round(1100 / 3000 * 512) :, round(700 / 2400 * 410) :] = 255
    wrong = np.abs(rgba[..., 0] - expected) > 8
    assert wrong.sum() < 2 * (512 + 410)  # at most along the edges
    assert rgba[..., 3].min() == 255


def test_a_large_photo_is_resized_to_the_working_size() -> None:
    rgba = decode(encoded(half_red(3000, 2000), "JPEG"))
    assert max(rgba.shape[:2]) == MAX_EDGE
    assert rgba.shape[0] == round(MAX_EDGE * 2 / 3)


def test_damaged_bytes_raise_nothing_but_bad_picture() -> None:
    rng = np.random.default_rng(1)
    for kind in ("JPEG", "PNG", "WEBP", "GIF", "BMP"):
        whole = encoded(half_red(), kind)
        for _ in range(40):
            data = bytearray(whole[: rng.integers(8, len(whole) + 1)])
            data[rng.integers(8 if len(data) > 8 else 0, len(data))] = rng.integers(0, 256)
            with contextlib.suppress(BadPicture):
                decode(bytes(data))
