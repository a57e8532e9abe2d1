"""What a batch was given: pictures, zips of pictures, and files of strokes, each a numbered entry.

The uploads are read where they lie. Their order is always the same, so a number is an address.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from core.errors import BadPicture
from core.pictures import Preparation, prepare
from core.pictures.archive import Archive, Member, looks_like_zip, shown
from core.pictures.decode import MOST_BYTES
from core.pictures.strokes import numbered_lines
from core.workflows.predict.files import STROKES, prepare_strokes

MOST_FILES = 2_000
MOST_UNPACKED = 500_000_000  # bytes, over all zips of a batch


@dataclass(frozen=True)
class Entry:
    """One picture of a batch: its name for a person, and where it lies.

    `upload` is the place of its file among the uploads, `member` its place in a zip, `line` its
    line (from 1) in a file of strokes. `refusal` is a sentence where it is not to be read.
    """

    name: str
    upload: int
    member: int | None = None
    line: int | None = None
    refusal: str = ""


class BatchFiles:
    """The uploads of a batch, kept under their numbers in one folder. Use it in `with`."""

    def __init__(self, folder: Path, names: Sequence[str]) -> None:
        """Take the uploads in `folder`; `names` are those under which a person knows them."""
        self._folder, self._names = folder, names
        self._archive: tuple[int, Archive] | None = None  # the one that was read last
        self._lines: tuple[tuple[int, int | None], dict[int, str]] | None = None
        self._unpacked = 0

    def __enter__(self) -> "BatchFiles":
        return self

    def __exit__(self, *_: object) -> None:
        self._close()

    def entries(self) -> tuple[Entry, ...]:
        """List what there is to answer, at most 2,000; what is beyond becomes one entry more."""
        self._unpacked = 0
        found: list[Entry] = []
        more = 0
        for entry in self._all():
            if len(found) < MOST_FILES:
                found.append(entry)
            else:
                more += 1
        if more:
            found.append(Entry(f"{more:,} more", len(self._names) - 1, refusal=_TOO_MANY))
        return tuple(found)

    def preparation(self, entry: Entry) -> Preparation:
        """Make an entry ready for the model. Raises BadPicture with what is wrong with it."""
        if entry.refusal:
            raise BadPicture(entry.refusal)
        if entry.line is not None:
            return prepare_strokes(self._lines_of(entry.upload, entry.member)[entry.line])
        return prepare(self._content(entry.upload, entry.member))

    def _all(self) -> Iterator[Entry]:
        for upload, name in enumerate(self._names):
            if name.lower().endswith(".zip") or looks_like_zip(self._path(upload)):
                yield from self._zipped(upload, shown(name))
            else:
                yield from self._one(Entry(shown(name), upload))

    def _zipped(self, upload: int, zip_name: str) -> Iterator[Entry]:
        try:
            members = list(self._open(upload).members())
        except BadPicture as error:
            yield Entry(zip_name, upload, refusal=str(error))
            return
        if not members:
            yield Entry(zip_name, upload, refusal=_EMPTY)
        for member in members:
            refusal = member.refusal or self._beyond(member)
            yield from self._one(Entry(member.name, upload, member.place, refusal=refusal))

    def _one(self, entry: Entry) -> Iterator[Entry]:
        """Yield a file as it is, or each line of a file of strokes."""
        if entry.refusal or not entry.name.lower().endswith(STROKES):
            yield entry
            return
        try:
            lines = self._lines_of(entry.upload, entry.member)
        except BadPicture as error:
            yield Entry(entry.name, entry.upload, entry.member, refusal=str(error))
            return
        for number in lines:
            yield Entry(f"{entry.name}:{number}", entry.upload, entry.member, number)

    def _beyond(self, member: Member) -> str:
        """Say where a zip has unpacked to all that a batch may hold."""
        self._unpacked += member.size
        return _TOO_MUCH if self._unpacked > MOST_UNPACKED else ""

    def _lines_of(self, upload: int, member: int | None) -> dict[int, str]:
        if self._lines is None or self._lines[0] != (upload, member):
            lines = dict(numbered_lines(self._content(upload, member)))
            self._lines = (upload, member), lines
        return self._lines[1]

    def _content(self, upload: int, member: int | None) -> bytes:
        if member is not None:
            return self._open(upload).read(member)
        with self._path(upload).open("rb") as stream:
            content = stream.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            raise BadPicture(_LARGE)
        return content

    def _open(self, upload: int) -> Archive:
        if self._archive is None or self._archive[0] != upload:
            self._close()
            self._archive = upload, Archive(self._path(upload))
        return self._archive[1]

    def _close(self) -> None:
        if self._archive:
            self._archive[1].close()
        self._archive = None

    def _path(self, upload: int) -> Path:
        return self._folder / f"{upload:04}"


_TOO_MANY = "A batch takes 2,000 pictures; these were left out. Put them into another batch."
_TOO_MUCH = "What stands before it fills the 500 MB of a batch. Put it into another batch."
_LARGE = f"It has more than {MOST_BYTES // 10**6} MB. Save the picture smaller."
_EMPTY = "This zip holds no files. Pack the pictures into it."
