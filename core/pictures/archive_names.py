"""The names inside a zip: in several encodings, and for display only."""

import re
import struct
import zipfile
import zlib
from pathlib import PurePosixPath

UTF8 = 0x800  # flag of a member whose name is UTF-8
UNICODE_PATH = 0x7075  # Info-ZIP's extra field: the name in UTF-8
BACKSLASHES = (0, 10, 11, 14)  # `create_system` of DOS and Windows
ENTRY, ENTRY_SIZE = b"PK\x01\x02", 46  # how a line of the table of contents begins


def name_of(info: zipfile.ZipInfo) -> str:
    """Return a member's name, its folders separated by slashes.

    Without the flag a name is cp437 by the standard, but most programs write UTF-8 even then.
    """
    name = info.orig_filename  # it may be empty, which zipfile's own is_dir cannot handle
    if not info.flag_bits & UTF8:
        raw = name.encode("cp437")
        name = _unicode_path(info.extra, raw) or _utf8(raw) or name
    return name.replace("\\", "/") if info.create_system in BACKSLASHES else name


def is_folder(info: zipfile.ZipInfo) -> bool:
    name = name_of(info)
    return name.endswith("/") or (name.endswith("\\") and not info.file_size)


def leads_out(info: zipfile.ZipInfo) -> bool:
    """Return whether a name points out of the zip. A colon alone does not, except on DOS."""
    name = name_of(info)
    path = PurePosixPath(name.replace("\\", "/"))
    drive = re.match("[a-z]:" if info.create_system in BACKSLASHES else r"[a-z]:[\\/]", name, re.I)
    return path.is_absolute() or ".." in path.parts or bool(drive) or "\0" in name


def legible(contents: bytes) -> tuple[bytes, set[int]]:
    """Return a zip's table of contents without false flags, and the indices of their members.

    zipfile would refuse the whole zip for a single name that is called UTF-8 and is not.
    """
    fixed, wrong = bytearray(contents), set()
    at = number = 0
    while contents.startswith(ENTRY, at) and at + ENTRY_SIZE <= len(contents):
        (flags,) = struct.unpack_from("<H", contents, at + 8)
        name, extra, comment = struct.unpack_from("<3H", contents, at + 28)
        at += ENTRY_SIZE
        if flags & UTF8 and name and not _utf8(contents[at : at + name]):
            struct.pack_into("<H", fixed, at - ENTRY_SIZE + 8, flags & ~UTF8)
            wrong.add(number)
        at += name + extra + comment
        number += 1
    return bytes(fixed), wrong


def _unicode_path(extra: bytes, name: bytes) -> str:
    """Return the name of the extra field; empty if there is none, or it is of an older name."""
    at = 0
    while at + 4 <= len(extra):
        kind, size = struct.unpack_from("<2H", extra, at)
        content = extra[at + 4 : at + 4 + size]
        if kind == UNICODE_PATH and content[1:5] == struct.pack("<I", zlib.crc32(name)):
            return _utf8(content[5:])
        at += 4 + size
    return ""


def _utf8(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return ""
