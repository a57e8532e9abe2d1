"""Pictures whose pixels are all there, in a file that is damaged elsewhere."""

import zlib
from collections.abc import Iterator

SIGNATURE = b"\x89PNG\r\n\x1a\n"
# Pixels, transparency, animation and orientation; every other part is a remark or a profile.
NEEDED = {b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND", b"acTL", b"fcTL", b"fdAT", b"eXIf"}
PNG_END = b"\0\0\0\0IEND\xaeB`\x82"

JPEG_END = b"\xff\xd9"
_BITS = bytes(range(1, 128)) * 2  # would be decoded as pixels, were some missing
_GOES_ON = _BITS + b"".join(b"\xff%c" % (0xD0 + mark) + _BITS for mark in range(8))
# After the last pixel a decoder skips whatever comes before the end. Before it, these differ.
JPEG_ENDINGS = (JPEG_END, _GOES_ON + JPEG_END)


def bare_png(data: bytes) -> bytes:
    """Return a PNG without colour profile and texts, and with an end.

    They change no pixel here, but Pillow refuses a picture for one that is damaged, or that would
    unpack to more than it allows.
    """
    return SIGNATURE + b"".join(_needed(data)) + PNG_END


def _needed(data: bytes) -> Iterator[bytes]:
    at = len(SIGNATURE)
    while at + 8 <= len(data):
        size, kind = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        part = data[at : at + 12 + size]
        if kind in NEEDED and (kind != b"eXIf" or _is_intact(part)):
            yield part
        at += 12 + size


def _is_intact(part: bytes) -> bool:
    return zlib.crc32(part[4:-4]) == int.from_bytes(part[-4:], "big")
