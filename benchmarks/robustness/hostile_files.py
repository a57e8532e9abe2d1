"""Generate hostile files: random and damaged pictures, drawings and zips.

The same seed and number give the same file on every machine.
"""

import io
import json
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image

Chance = np.random.Generator
Bytes = npt.NDArray[np.uint8]

INTACT, RANDOM = 0.1, 0.08  # shares of undamaged files, and of files of random bytes
MONSTER_EVERY = 250  # files
NUMBERS = (0, 1, 0x7F, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)
NAMES = (
    "a.jpg",
    "b/c.png",
    "../../etc/passwd",
    "/root/x.png",
    "C:\\x.png",
    "x\0y.png",
    "![a](http://example.invalid/a.png)",
    "=1+1.jpg",
    "é\u202egpj.exe",
    "n" * 300,
    ".hidden",
    "inner.zip",
    "d/",
    "s.ndjson",
)


def hostile_file(seed: int, number: int) -> tuple[str, bytes]:
    """Return the name and the content of one file."""
    chance = np.random.default_rng((seed, number))
    if number % MONSTER_EVERY == MONSTER_EVERY - 1:
        name, make = list(MONSTERS.items())[number // MONSTER_EVERY % len(MONSTERS)]
        return name, make()
    name = str(chance.choice(list(MAKERS)))
    kind = chance.random()
    if kind < RANDOM:
        return f"random.{name}", chance.bytes(int(chance.integers(0, 4000)))
    content = MAKERS[name](chance)
    if kind > RANDOM + INTACT:
        for _ in range(int(chance.geometric(0.6))):
            content = _damaged(content, chance)
        if name == "png" and chance.random() < 0.6:
            content = _with_true_sums(content)
    return f"damaged.{name}", content


def write_hostile_files(folder: Path, seed: int, numbers: Iterable[int]) -> None:
    """Write files into a folder, named so that they sort by number."""
    folder.mkdir(parents=True)
    for number in numbers:
        name, content = hostile_file(seed, number)
        (folder / f"{number:06}-{name}").write_bytes(content)


def _picture(chance: Chance) -> Image.Image:
    """Draw a shape on a background, in any mode."""
    height, width = (int(edge) for edge in chance.integers(15, 130, 2))
    background = chance.integers(0, 256, (height, width, 3)).astype(np.uint8)
    soft = cv2.GaussianBlur(background, (0, 0), float(chance.uniform(0.5, 20)))
    corners = (chance.random((6, 2)) * (width, height)).astype(np.int32)
    cv2.fillPoly(soft, [corners], chance.integers(0, 256, 3).tolist())
    mode = str(chance.choice(["RGB", "RGB", "L", "LA", "P", "1", "RGBA", "CMYK", "I;16"]))
    if mode == "I;16":
        return Image.fromarray(soft[..., 0].astype(np.uint16) * 257)
    return Image.fromarray(soft).convert(mode)


def _as(form: str, modes: tuple[str, ...]) -> Callable[[Chance], bytes]:
    def make(chance: Chance) -> bytes:
        picture = _picture(chance)
        picture = picture if picture.mode in modes else picture.convert(modes[0])
        options: dict[str, object] = {}
        if form in ("JPEG", "PNG", "WEBP") and chance.random() < 0.4:
            options["exif"] = b"Exif\0\0" + _notes(chance)
        if form in ("JPEG", "PNG", "WEBP") and chance.random() < 0.3:
            options["icc_profile"] = chance.bytes(400)
        if form == "JPEG":
            options["progressive"] = chance.random() < 0.4
        if form in ("GIF", "WEBP", "PNG") and chance.random() < 0.1:
            options |= {"save_all": True, "append_images": [picture.rotate(9)]}
        stream = io.BytesIO()
        picture.save(stream, form, **options)
        return stream.getvalue()

    return make


def _notes(chance: Chance) -> bytes:
    """Return EXIF data with one entry, the orientation, of any type and value."""
    kind, count, value = chance.integers(0, 14), chance.choice(NUMBERS), chance.choice(NUMBERS)
    return b"II*\0\x08\0\0\0\x01\0" + struct.pack("<HHII", 0x0112, kind, count, value) + bytes(4)


def _strokes(chance: Chance) -> bytes:
    lines = []
    for _ in range(int(chance.integers(1, 4))):
        drawing = [
            chance.integers(-2, 258, (int(chance.integers(2, 4)), 9)).tolist()
            for _ in range(int(chance.integers(1, 4)))
        ]
        lines.append(json.dumps({"drawing": drawing}))
    return "\n".join(lines).encode()


def _zip(chance: Chance) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as packed:
        for _ in range(int(chance.integers(0, 5))):
            info = zipfile.ZipInfo(str(chance.choice(NAMES)))
            info.compress_type = int(chance.choice([0, 8, 8, 12, 14]))
            info.create_system = 3
            info.external_attr = 0o120777 << 16 if chance.random() < 0.1 else 0
            form = str(chance.choice(list(PICTURES)))
            content = _strokes(chance) if info.filename == "s.ndjson" else PICTURES[form](chance)
            with np.errstate(all="ignore"):
                packed.writestr(info, content)
    return stream.getvalue()


PICTURES: dict[str, Callable[[Chance], bytes]] = {
    "jpg": _as("JPEG", ("RGB", "L", "CMYK")),
    "png": _as("PNG", ("RGB", "L", "LA", "P", "1", "RGBA", "I;16")),
    "webp": _as("WEBP", ("RGB", "RGBA")),
    "gif": _as("GIF", ("P", "L")),
    "bmp": _as("BMP", ("RGB", "L", "P", "1")),
}
MAKERS: dict[str, Callable[[Chance], bytes]] = {**PICTURES, "ndjson": _strokes, "zip": _zip}


def _damaged(content: bytes, chance: Chance) -> bytes:
    """Damage a file as transfers, disks or attackers would."""
    if len(content) < 2:
        return content + chance.bytes(3)
    at = _position(len(content), chance)
    to = min(len(content), at + int(chance.integers(1, 64)))
    kind = chance.integers(0, 7)
    if kind == 0:
        return content[:at]
    if kind == 1:
        return content[:at] + content[to:]
    if kind == 2:
        return content[:to] + content[at:]
    if kind == 3:
        return content[:at] + bytes(to - at) + content[to:]
    if kind == 4:
        return content[:at] + chance.bytes(to - at) + content[to:]
    if kind == 5:
        order = str(chance.choice(["<", ">"]))
        number = struct.pack(f"{order}I", int(chance.choice(NUMBERS)))
        return content[:at] + number + content[at + 4 :]
    return content[:at] + bytes([content[at] ^ 1 << int(chance.integers(0, 8))]) + content[at + 1 :]


def _position(length: int, chance: Chance) -> int:
    """Choose a position, more often near the two ends, where headers and tables are."""
    near = int(chance.integers(0, min(length, 80)))
    return (near, length - 1 - near, int(chance.integers(0, length)))[int(chance.integers(0, 3))]


def _with_true_sums(png: bytes) -> bytes:
    """Fix the checksums of a PNG, so that its damage is not caught by them already."""
    parts, at = [png[:8]], 8
    while at + 12 <= len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        body = png[at + 4 : at + 8 + length]
        parts.append(png[at : at + 4] + body + struct.pack(">I", zlib.crc32(body)))
        at += 12 + length
    return b"".join(parts)


def _saved(picture: Image.Image, form: str, **options: object) -> bytes:
    stream = io.BytesIO()
    picture.save(stream, form, **options)
    return stream.getvalue()


def _png_of(width: int, height: int, depth: int, colours: int, bytes_a_row: int) -> bytes:
    packer = zlib.compressobj(1)
    rows = b"".join(packer.compress(bytes(1 + bytes_a_row)) for _ in range(height))
    header = struct.pack(">IIBBBBB", width, height, depth, colours, 0, 0, 0)
    chunks = (b"IHDR" + header, b"IDAT" + rows + packer.flush(), b"IEND")
    whole = (struct.pack(">I", len(c) - 4) + c + struct.pack(">I", zlib.crc32(c)) for c in chunks)
    return b"\x89PNG\r\n\x1a\n" + b"".join(whole)


def _packed(members: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(name, content)
    return stream.getvalue()


def _endless_table() -> bytes:
    """Return a zip whose table of contents has half a million entries."""
    entry = b"PK\x01\x02" + bytes(42)
    table = entry * 500_000
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, len(table), 4, 0)
    return b"PK\x03\x04" + table + end


# Small to send, large to open.
MONSTERS: dict[str, Callable[[], bytes]] = {
    "49-megapixels.png": lambda: _png_of(7000, 7000, 8, 6, 28_000),
    "49-megapixels-16-bit.png": lambda: _png_of(7000, 7000, 16, 0, 14_000),
    "49-megapixels.gif": lambda: _saved(Image.new("P", (7000, 7000)), "GIF"),
    "49-megapixels-in-passes.jpg": lambda: _saved(
        Image.new("CMYK", (7000, 7000)), "JPEG", progressive=True
    ),
    "200-megapixels.jpg": lambda: _saved(Image.new("L", (20_000, 10_000)), "JPEG"),
    "24-megapixels.webp": lambda: _saved(
        Image.new("RGBA", (4900, 4900), (9, 9, 9, 9)), "WEBP", lossless=True, method=0
    ),
    "24-megabytes.bmp": lambda: _saved(Image.new("RGB", (2800, 2850), "red"), "BMP"),
    "lines.ndjson": lambda: b"a\n" * 12_000_000,
    "brackets.ndjson": lambda: b'{"drawing": ' + b"[" * 900_000,
    "bomb.zip": lambda: _packed({"a.bmp": bytes(24_000_000), "b.png": bytes(60_000_000)}),
    "many.zip": lambda: _packed({f"{number}.jpg": b"" for number in range(3000)}),
    "endless.zip": _endless_table,
}
