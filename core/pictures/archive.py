"""A zip of pictures, read where it lies: nothing of it is ever unpacked onto the disk.

A name inside a zip is only words for a person: no file is made or opened by it.
"""

import io
import lzma
import os
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from types import TracebackType

from core.errors import BadPicture
from core.pictures.decode import MOST_BYTES

MOST_CONTENTS = 4_000_000  # bytes of a zip's table of contents: room for 10,000 long names
CHUNK = 1_000_000  # bytes that are unpacked at once
MOST_RATIO = 200  # times that a member may grow; a photo hardly grows at all
RATIO_FROM = 1_000_000  # bytes below which any growth is harmless
LONGEST_NAME = 160
NAMELESS = "a file without a name"
STRANGE = "\N{REPLACEMENT CHARACTER}"
UNIX = 3  # the system of a member's attributes, by which a link is told
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
ZIP_STARTS = (b"PK\x03\x04", b"PK\x05\x06")
SYSTEM_FILES = ("thumbs.db", "desktop.ini")  # and all that begin with a dot

# What zipfile and its decompressors are known to raise on damaged bytes.
DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    NotImplementedError,
    RuntimeError,
    OSError,
    EOFError,
    ValueError,
    OverflowError,
)


@dataclass(frozen=True)
class Member:
    """One file inside a zip: its name for a person, its size in bytes, its place among all.

    `refusal` is a sentence where the file is not to be read; empty where it is.
    """

    name: str
    size: int
    place: int
    refusal: str = ""


class Archive:
    """An open zip. Close it, or use it in `with`."""

    def __init__(self, path: Path) -> None:
        """Read the table of contents. Raises BadPicture for what is no zip, or a damaged one."""
        self._file = _Bounded(path)
        try:
            self._zip = zipfile.ZipFile(self._file)
        except DAMAGE as error:
            self._file.close()
            raise BadPicture(_BROKEN) from error
        except BadPicture:
            self._file.close()
            raise
        self._infos = self._zip.infolist()

    def __enter__(self) -> "Archive":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        self._zip.close()
        self._file.close()

    def members(self) -> Iterator[Member]:
        """Yield the files in order; folders and what systems add by themselves are left out."""
        for place, info in enumerate(self._infos):
            name = info.orig_filename  # it may be empty, which zipfile's own is_dir cannot bear
            if not name.endswith("/") and not _added_by_system(name):
                yield Member(shown(name) or NAMELESS, info.file_size, place, _refusal(info))

    def read(self, place: int) -> bytes:
        """Return the bytes of the member at a place, at most 25 MB.

        Raises BadPicture where it may not be read or is damaged.
        """
        info = self._infos[place]
        if refusal := _refusal(info):
            raise BadPicture(refusal)
        try:
            with self._zip.open(info) as stream:
                content = b"".join(iter(partial(stream.read, CHUNK), b""))
        except DAMAGE as error:
            raise BadPicture(_BROKEN_MEMBER) from error
        if content.startswith(ZIP_STARTS):
            raise BadPicture(_NESTED)
        return content


class _Bounded(io.FileIO):
    """A file of which no more than a bearable table of contents is read at once.

    A zip says itself how long its table is, and zipfile would believe it.
    """

    def read(self, size: int | None = -1, /) -> bytes:
        whole_rest = size is None or size < 0
        asked = os.fstat(self.fileno()).st_size - self.tell() if whole_rest else size
        if asked is None or asked > MOST_CONTENTS:
            raise BadPicture(_ENDLESS)
        return super().read(asked) or b""


def looks_like_zip(path: Path) -> bool:
    """Tell a zip by its first bytes."""
    with path.open("rb") as stream:
        return stream.read(4) in ZIP_STARTS


def shown(name: str) -> str:
    """Return a file's name as it can be shown: one line of ordinary characters, not too long."""
    # Invisible characters could turn a name around or hide its end.
    plain = "".join(
        letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in name
    )
    if len(plain) <= LONGEST_NAME:
        return plain
    half = LONGEST_NAME // 2
    return f"{plain[:half]}…{plain[-half:]}"


def _added_by_system(name: str) -> bool:
    parts = PurePosixPath(name.replace("\\", "/")).parts
    last = parts[-1].lower() if parts else ""
    return "__MACOSX" in parts or last.startswith(".") or last in SYSTEM_FILES


def _refusal(info: zipfile.ZipInfo) -> str:
    """Say why a member is not to be read, by what the table of contents tells of it."""
    if _leads_out(info.orig_filename):
        return _CLIMBS
    if info.create_system == UNIX and stat.S_ISLNK(info.external_attr >> 16):
        return _LINK
    if info.flag_bits & 0x1:
        return _LOCKED
    if info.filename.lower().endswith(".zip"):
        return _NESTED
    if info.compress_type not in METHODS:
        return _METHOD
    if info.file_size > MOST_BYTES:
        return _large(info.file_size)
    if info.file_size > max(RATIO_FROM, MOST_RATIO * info.compress_size):
        return _bomb(info)
    return ""


def _leads_out(name: str) -> bool:
    path = PurePosixPath(name.replace("\\", "/"))
    return path.is_absolute() or ".." in path.parts or name[1:2] == ":" or "\0" in name


def _large(size: int) -> str:
    return (
        f"It has {size / 1e6:,.0f} MB unpacked; the limit is {MOST_BYTES // 1_000_000} MB. "
        "Save the picture smaller."
    )


def _bomb(info: zipfile.ZipInfo) -> str:
    times = info.file_size // max(1, info.compress_size)
    return (
        f"It would grow to {times:,} times its size, as a zip bomb does, so it was not unpacked. "
        "If you trust it, unpack it yourself and add the file."
    )


_BROKEN = "This zip is damaged or breaks off in the middle. Pack or download it again."
_BROKEN_MEMBER = "It is damaged inside the zip. Pack or download the zip again."
_ENDLESS = "This zip has a table of contents without end. Pack at most 2,000 pictures into one."
_CLIMBS = "Its path leads out of the zip, so it was not read. Pack the picture again."
_LINK = "It is a link to another file, not a picture. Pack the file itself."
_LOCKED = "It is locked with a password. Unpack the zip and add the pictures."
_NESTED = "It is a zip inside the zip. Unpack it and add its pictures."
_METHOD = (
    "It is packed in a way that is not read here. Pack the zip in the usual way (deflate), "
    "as the file manager of your computer does."
)
