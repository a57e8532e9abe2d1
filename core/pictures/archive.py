"""A zip of pictures, read in place: nothing of it is ever unpacked to disk.

Names inside a zip are for display only: no file is created or opened by them.
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
from pathlib import Path
from types import TracebackType

from core.errors import BadPicture
from core.pictures.archive_names import ENTRY, is_folder, leads_out, legible, name_of
from core.pictures.decode import MAX_BYTES
from core.pictures.system_files import added_by_system
from core.text import display_name

MAX_CONTENTS = 4_000_000  # bytes of a zip's table of contents: room for 10,000 long names
CHUNK = 1_000_000  # bytes unpacked at once
MAX_RATIO = 200  # compression ratio of a member; photos hardly compress at all
RATIO_FROM = 1_000_000  # bytes below which any ratio is harmless
NAMELESS = "a file without a name"
UNIX = 3  # `create_system` of members whose attributes can mark a symbolic link
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
LOCAL = struct.Struct("<4s22x2H")  # before each member: lengths of its name and extra fields
ZIP_STARTS = (b"PK\x03\x04", b"PK\x05\x06")

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
    """One file inside a zip: its name for display, its size in bytes, its index.

    `refusal` is the reason why the file must not be read; empty if it may be.
    """

    name: str
    size: int
    place: int
    refusal: str = ""


class Archive:
    """An open zip. Close it, or use it in `with`."""

    def __init__(self, path: Path) -> None:
        """Read the table of contents. Raises BadPicture if the file is not a zip, or is damaged."""
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
        self._unnamed = self._file.unnamed
        self._file.opening = False

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
        """Yield the files in order, without folders and files that operating systems add."""
        for place, info in enumerate(self._infos):
            name = name_of(info)
            if not is_folder(info) and not added_by_system(name):
                refusal = self._refusal(place)
                yield Member(display_name(name) or NAMELESS, info.file_size, place, refusal)

    def read(self, place: int) -> bytes:
        """Return the bytes of the member at index `place`, at most 25 MB.

        Raises BadPicture if it must not be read or is damaged.
        """
        if refusal := self._refusal(place):
            raise BadPicture(refusal)
        try:
            with self._unpacking(self._infos[place]) as stream:
                content = b"".join(iter(partial(stream.read, CHUNK), b""))
        except DAMAGE as error:
            raise BadPicture(_BROKEN_MEMBER) from error
        if content.startswith(ZIP_STARTS):
            raise BadPicture(_NESTED)
        return content

    def _unpacking(self, info: zipfile.ZipInfo) -> zipfile.ZipExtFile:
        """Return a member's content, unpacked as it is read.

        zipfile's own open() also compares both names of a member, which in many zips differ.
        """
        self._file.seek(info.header_offset)
        signature, *_, name, extra = LOCAL.unpack(self._file.read(LOCAL.size))
        if signature != ZIP_STARTS[0]:
            raise zipfile.BadZipFile
        self._file.seek(name + extra, os.SEEK_CUR)
        return zipfile.ZipExtFile(self._file, "r", info)

    def _refusal(self, place: int) -> str:
        return _NOT_TEXT if place in self._unnamed else _refusal(self._infos[place])


class _Bounded(io.FileIO):
    """A file of which at most MAX_CONTENTS bytes are read at once.

    A zip states the length of its own table of contents, and zipfile would trust it. While the
    zip is opened, names that are not what they say are collected in `unnamed`, by index.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.opening = True
        self.unnamed: set[int] = set()

    def read(self, size: int | None = -1, /) -> bytes:
        whole_rest = size is None or size < 0
        requested = os.fstat(self.fileno()).st_size - self.tell() if whole_rest else size
        if requested is None or requested > MAX_CONTENTS:
            raise BadPicture(_ENDLESS)
        content = super().read(requested) or b""
        if self.opening and content.startswith(ENTRY):
            content, self.unnamed = legible(content)
        return content


def looks_like_zip(path: Path) -> bool:
    """Return whether a file is a zip, by its first bytes."""
    with path.open("rb") as stream:
        return stream.read(4) in ZIP_STARTS


def _refusal(info: zipfile.ZipInfo) -> str:
    """Return why a member must not be read, by the table of contents; empty if it may be."""
    if leads_out(info):
        return _CLIMBS
    if info.create_system == UNIX and stat.S_ISLNK(info.external_attr >> 16):
        return _LINK
    if info.flag_bits & 0x1:
        return _LOCKED
    if info.filename.lower().endswith(".zip"):
        return _NESTED
    if info.compress_type not in METHODS:
        return _METHOD
    if info.file_size > MAX_BYTES:
        return _large(info.file_size)
    if info.file_size > max(RATIO_FROM, MAX_RATIO * info.compress_size):
        return _bomb(info)
    return ""


def _large(size: int) -> str:
    return (
        f"It has {size / 1e6:,.0f} MB unpacked; the limit is {MAX_BYTES // 1_000_000} MB. "
        "Save the picture smaller."
    )


def _bomb(info: zipfile.ZipInfo) -> str:
    times = info.file_size // max(1, info.compress_size)
    return (
        f"It would grow to {times:,} times its size, as a zip bomb does, so it was not unpacked. "
        "If you trust it, unpack it yourself and add the file."
    )


_BROKEN = "This zip is damaged or incomplete. Create or download it again."
_BROKEN_MEMBER = "It is damaged inside the zip. Create or download the zip again."
_ENDLESS = "This zip has too long a table of contents. Put at most 2,000 pictures into one."
_CLIMBS = "Its path leads out of the zip, so it was not read. Add the picture to the zip again."
_NOT_TEXT = "Its name is not valid text, so it was not read. Rename it and create the zip again."
_LINK = "It is a link to another file, not a picture. Put the file itself into the zip."
_LOCKED = "It is protected by a password. Unpack the zip and add the pictures."
_NESTED = "It is a zip inside the zip. Unpack it and add its pictures."
_METHOD = (
    "It is compressed in a way that is not supported. Create the zip with the usual compression "
    "(deflate), as the file manager of your computer does."
)
