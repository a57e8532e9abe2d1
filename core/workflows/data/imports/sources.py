"""Where pictures to import come from: a folder, a zip, or a CSV of file and label.

Names in a zip or a CSV are for display, and lead to no file outside the zip or the CSV's folder.
"""

import csv
import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath

from core.errors import BadData, BadPicture, because
from core.pictures.archive import Archive, looks_like_zip
from core.pictures.system_files import added_by_system
from core.text import display_name
from core.workflows.predict.files import read_file

MAX_UNPACKED = 500_000_000  # bytes, over all files of a zip
MAX_CSV = 10_000_000  # bytes
FILE, LABEL = "file", "label"  # columns of a CSV


@dataclass(frozen=True)
class Candidate:
    """A file that may be imported: its name for display, its label as given, how it is read.

    `refusal` is a sentence if it must not be read.
    """

    name: str
    label: str
    read: Callable[[], bytes]
    refusal: str = ""


@contextmanager
def candidates(source: Path) -> Iterator[list[Candidate]]:
    """List the files of a source, which can be read until the context ends.

    Raises BadData, saying what is wrong and what to do, if it is none of the three forms.
    """
    if source.is_dir():
        yield _in_folder(source)
    elif _is_zip(source):
        with opened(source, str(source)) as archive:
            yield in_zip(archive)
    else:
        rows = csv_rows(source, str(source))
        yield [_beside(source.parent, file, label) for file, label in rows]


def _is_zip(source: Path) -> bool:
    if not source.is_file():
        raise BadData(f"{source} is no folder and no file. Name a folder, a zip or a CSV.")
    try:
        return looks_like_zip(source)
    except OSError as error:
        raise _unreadable(source, error) from error


def opened(path: Path, name: str) -> Archive:
    """Open a zip, which an error calls `name`. Raises BadData if it is damaged."""
    try:
        return Archive(path)
    except BadPicture as error:
        raise BadData(f"{name}: {error}") from error


def _unreadable(source: Path, error: OSError) -> BadData:
    return BadData(f"{error.filename or source} cannot be read: {error.strerror}.")


def _in_folder(folder: Path) -> list[Candidate]:
    try:
        groups = [(inner.name, _listed(inner)) for inner in _listed(folder) if inner.is_dir()]
    except OSError as error:
        raise _unreadable(folder, error) from error
    return [
        Candidate(display_name(f"{label}/{path.name}"), label, _reader(path))
        for label, paths in groups
        for path in paths
        if path.is_file()
    ]


def _listed(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if not added_by_system(path.name))


def _reader(path: Path) -> Callable[[], bytes]:
    return partial(read_file, path)


def in_zip(archive: Archive) -> list[Candidate]:
    """List the files of a zip; the label of each is the name of its folder."""
    found, unpacked = [], 0
    for member in archive.members():
        unpacked += member.size
        refusal = member.refusal or (_TOO_MUCH if unpacked > MAX_UNPACKED else "")
        label = PurePosixPath(member.name).parent.name
        found.append(Candidate(member.name, label, partial(archive.read, member.place), refusal))
    return found


def csv_rows(path: Path, name: str) -> list[tuple[str, str]]:
    """Return (file, label) of every row of a CSV, as given; errors call the CSV `name`.

    Raises BadData, saying what the form is, if it is none.
    """
    rows = csv.reader(io.StringIO(_text(path, name)), strict=True)
    try:
        head = [column.strip().lower() for column in next(rows, [])]
        if FILE not in head or LABEL not in head:
            raise BadData(f"{name} has no columns “{FILE}” and “{LABEL}”. {_FORM}")
        places = head.index(FILE), head.index(LABEL)
        return [_cells(row, *places) for row in rows if any(row)]
    except csv.Error as error:
        raise BadData(f"{name} is not a CSV: line {rows.line_num} is malformed. {_FORM}") from error


def _text(path: Path, name: str) -> str:
    try:
        with path.open("rb") as stream:
            content = stream.read(MAX_CSV + 1)
        if len(content) > MAX_CSV:
            raise BadData(f"{name} has more than {MAX_CSV // 10**6} MB. Import it in parts.")
        return content.decode("utf-8-sig")
    except OSError as error:
        raise BadData(f"{name} cannot be read{because(error)}.") from error
    except UnicodeDecodeError as error:
        raise BadData(f"{name} is not text in UTF-8, so it is no CSV. {_FORM}") from error


def _cells(row: list[str], file: int, label: int) -> tuple[str, str]:
    name, given = (row[place].strip() if place < len(row) else "" for place in (file, label))
    return name, given


def _beside(folder: Path, name: str, label: str) -> Candidate:
    """Return a file that a CSV in `folder` names, unless it is none or lies elsewhere."""
    path = folder / name
    refusal = "" if name else NO_NAME
    try:
        if name and not path.resolve().is_relative_to(folder.resolve()):
            refusal = _OUTSIDE
        elif name and path.exists() and not path.is_file():  # a pipe would never end
            refusal = _NO_FILE
    except (OSError, ValueError, RuntimeError):  # such as a null character, or a link to itself
        refusal = _OUTSIDE
    return Candidate(display_name(name) or NAMELESS, label, _reader(path), refusal)


NAMELESS = "a row without a file"
NO_NAME = "The row names no file."
_FORM = "The first line must be “file,label”, and each further one a picture and its class."
_NO_FILE = "It is a folder or a device, not a file."
_OUTSIDE = "Its path leads out of the folder of the CSV. Put the pictures beside the CSV."
_TOO_MUCH = "The files before it fill the 500 MB of an import. Import the rest by itself."
