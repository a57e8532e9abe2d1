"""The IDX format, as MNIST defined it: a big-endian header, then one byte per label or pixel.

A file of labels starts with 2049 and a count; a file of pictures with 2051, a count, the rows
and the columns. Parsing is strict: a header that does not match the length of the data is an error.
"""

import gzip
import io
import struct
import zlib

import numpy as np
from numpy.typing import NDArray

from core.errors import BadData

LABELS_MAGIC = 2049  # 0x0801: unsigned bytes, one dimension
PICTURES_MAGIC = 2051  # 0x0803: unsigned bytes, three dimensions
_KINDS = {LABELS_MAGIC: "labels", PICTURES_MAGIC: "pictures"}


def unpack(packed: bytes, name: str, limit: int) -> bytes:
    """Decompress the gzip file `name`, at most `limit` + 1 bytes of it.

    One byte above the limit is enough to see that there is too much, so a decompression bomb
    costs no more than a valid file. Raises BadData if it is empty, not gzip, truncated or damaged.
    """
    if not packed:
        raise BadData(f"{name} is empty.")
    if not packed.startswith(b"\x1f\x8b"):
        raise BadData(f"{name} is not a gzip file{_looks_like(packed)}.")
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(packed)) as stream:
            return stream.read(limit + 1)
    except EOFError:
        raise BadData(f"{name} is cut short: its compressed data ends too early.") from None
    except (gzip.BadGzipFile, zlib.error):
        raise BadData(f"{name} is damaged: it cannot be decompressed.") from None


def parse(content: bytes, name: str, shape: tuple[int, ...]) -> NDArray[np.uint8]:
    """Parse decompressed IDX bytes that must have exactly `shape`; the array is read-only.

    shape: (n,) for labels, (n, rows, columns) for pictures. Raises BadData, with a specific message
    for each way in which the file can be wrong.
    """
    magic = LABELS_MAGIC if len(shape) == 1 else PICTURES_MAGIC
    start = 4 + 4 * len(shape)
    if len(content) < start:
        raise BadData(f"{name} is cut short: it ends within its header.")
    found, *sizes = struct.unpack_from(f">{1 + len(shape)}I", content)
    if found != magic:
        raise BadData(f"{name} {_wrong_magic(found, magic)}.")
    if sizes[0] != shape[0]:
        raise BadData(f"{name} holds {sizes[0]:,} {_KINDS[magic]}; it should be {shape[0]:,}.")
    if tuple(sizes) != shape:
        raise BadData(
            f"{name} holds pictures of {sizes[1]}×{sizes[2]}; it should be {shape[1]}×{shape[2]}."
        )
    promised, follow = int(np.prod(shape)), len(content) - start
    if follow < promised:
        raise BadData(
            f"{name} is cut short: its header promises {promised:,} bytes, {follow:,} follow."
        )
    if follow > promised:
        raise BadData(f"{name} goes on after the {promised:,} bytes that its header promises.")
    return np.frombuffer(content, np.uint8, offset=start).reshape(shape)


def content_of(array: NDArray[np.uint8]) -> bytes:
    """Return labels (n,) or pictures (n, rows, columns) as a decompressed IDX file has them."""
    magic = LABELS_MAGIC if array.ndim == 1 else PICTURES_MAGIC
    return struct.pack(f">{1 + array.ndim}I", magic, *array.shape) + array.tobytes()


def _wrong_magic(found: int, expected: int) -> str:
    if found in _KINDS:
        return f"holds {_KINDS[found]}; it should hold {_KINDS[expected]}"
    return f"is not an IDX file: it starts with {found}, not with {expected}"


def _looks_like(packed: bytes) -> str:
    if packed[:3] == b"\x00\x00\x08":
        return ", but an IDX file that was unpacked already"
    if packed.lstrip()[:1] == b"<":
        return ", but a web page"
    return ""
