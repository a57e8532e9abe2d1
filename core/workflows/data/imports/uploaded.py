"""The pictures of an upload: a folder, a zip, or a CSV with its pictures, kept under own names.

The names that a browser sent are for display and for labels; they lead to no file.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path, PurePosixPath

from core.errors import BadData, BadPicture
from core.pictures.archive import looks_like_zip
from core.pictures.system_files import added_by_system
from core.text import counted, display_name
from core.workflows.data.imports.sources import (
    NAMELESS,
    NO_NAME,
    Candidate,
    csv_rows,
    in_zip,
    opened,
)
from core.workflows.predict.files import read_file
from core.workflows.predict.uploads import uploaded

CSV = ".csv"


@contextmanager
def uploaded_candidates(folder: Path, names: Sequence[str]) -> Iterator[list[Candidate]]:
    """List the pictures of the uploads in `folder`, readable until the context ends.

    `names` are those that the browser sent, with folders where a whole folder was chosen. Raises
    BadData, saying what is wrong and what to do, if they are in none of the three forms.
    """
    own = {n: _path(name) for n, name in enumerate(names) if not added_by_system(name)}
    zips = [n for n in own if looks_like_zip(uploaded(folder, n))]
    tables = [n for n in own if n not in zips and str(own[n]).lower().endswith(CSV)]
    if zips:
        if len(own) > 1:
            raise BadData(f"{_named(own[zips[0]])} is a zip: import it by itself.")
        with opened(uploaded(folder, zips[0]), _named(own[zips[0]])) as archive:
            yield _some(in_zip(archive))
    elif tables:
        yield _some(_in_csv(folder, own, tables))
    else:
        yield _some(_in_folders(folder, own))


def _path(name: str) -> PurePosixPath:
    return PurePosixPath(name.replace("\\", "/"))


def _named(path: PurePosixPath) -> str:
    return display_name(path.name)


def _some(found: list[Candidate]) -> list[Candidate]:
    if not found:
        raise BadData(f"There is no picture in it. {_FORMS}")
    return found


def _in_folders(folder: Path, own: dict[int, PurePosixPath]) -> list[Candidate]:
    if own and all(len(path.parts) == 1 for path in own.values()):
        raise BadData(f"{counted(len(own), 'file')} without a label. {_FORMS}")
    ordered = sorted(own.items(), key=lambda item: str(item[1]))
    return [
        Candidate(display_name(str(path)), path.parent.name, _reader(folder, n))
        for n, path in ordered
    ]


def _in_csv(folder: Path, own: dict[int, PurePosixPath], tables: Sequence[int]) -> list[Candidate]:
    if len(tables) > 1:
        named = ", ".join(_named(own[n]) for n in tables[:3])
        raise BadData(f"These are several CSV files: {named}. Import one at a time.")
    table = own[tables[0]]
    there = {_within(path, table.parent): n for n, path in own.items()}
    found, unused = [], set(own) - {tables[0]}
    for name, label in csv_rows(uploaded(folder, tables[0]), _named(table)):
        refusal = "" if name else NO_NAME
        number = there.get(str(_path(name)))
        if number is None:
            found.append(Candidate(display_name(name) or NAMELESS, label, _missing, refusal))
        else:
            unused.discard(number)
            found.append(Candidate(display_name(name), label, _reader(folder, number)))
    return found + [
        Candidate(display_name(str(own[n])), "", _missing, _UNNAMED) for n in sorted(unused)
    ]


def _within(path: PurePosixPath, folder: PurePosixPath) -> str:
    """Return a path as a CSV in `folder` names it; one outside has no such name."""
    return str(path.relative_to(folder)) if path.is_relative_to(folder) else ""


def _reader(folder: Path, number: int) -> partial[bytes]:
    return partial(read_file, uploaded(folder, number))


def _missing() -> bytes:
    raise BadPicture("It was not uploaded. Choose it together with the CSV.")


_UNNAMED = "The CSV does not name it."
_FORMS = (
    "Choose a folder with one subfolder a class, a zip of one, or a CSV with the columns file and "
    "label together with its pictures."
)
