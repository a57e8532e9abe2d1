"""The contents of a batch: pictures, zips and files of strokes, as numbered entries.

Uploads are read in place. Their order is always the same, so a number identifies an entry.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from core.errors import BadPicture
from core.pictures import Preparation, prepare
from core.pictures.archive import Archive, Member, looks_like_zip
from core.pictures.decode import MAX_BYTES
from core.pictures.segmentation.segmenter import Segmenter, no_segmenter
from core.pictures.strokes import numbered_lines
from core.text import display_name
from core.workflows.predict.files import STROKES, prepare_strokes

MAX_FILES = 2_000
MAX_UNPACKED = 500_000_000  # bytes, over all zips of a batch


@dataclass(frozen=True)
class Entry:
    """One picture of a batch: its display name and its location.

    `upload` is the index of its file among the uploads, `member` its index in a zip, `line` its
    line (from 1) in a file of strokes. `refusal` is a sentence if it must not be read.
    """

    name: str
    upload: int
    member: int | None = None
    line: int | None = None
    refusal: str = ""


class BatchFiles:
    """The uploads of a batch, in one folder by number. Use it in `with`."""

    def __init__(
        self, folder: Path, names: Sequence[str], segmenter: Segmenter = no_segmenter
    ) -> None:
        """Open the uploads in `folder`; `names` are their original file names."""
        self._folder, self._names, self._segmenter = folder, names, segmenter
        self._archive: tuple[int, Archive] | None = None  # the one read last
        self._lines: tuple[tuple[int, int | None], dict[int, str]] | None = None
        self._unpacked = 0

    def __enter__(self) -> "BatchFiles":
        return self

    def __exit__(self, *_: object) -> None:
        self._close()

    def entries(self) -> tuple[Entry, ...]:
        """List the entries to answer, at most 2,000; one more stands for all beyond those."""
        self._unpacked = 0
        found: list[Entry] = []
        more = 0
        for entry in self._all():
            if len(found) < MAX_FILES:
                found.append(entry)
            else:
                more += 1
        if more:
            found.append(Entry(f"{more:,} more", len(self._names) - 1, refusal=_TOO_MANY))
        return tuple(found)

    def preparation(self, entry: Entry) -> Preparation:
        """Preprocess an entry. Raises BadPicture, saying what is wrong with it."""
        if entry.refusal:
            raise BadPicture(entry.refusal)
        if entry.line is not None:
            return prepare_strokes(self._lines_of(entry.upload, entry.member)[entry.line])
        return prepare(self._content(entry.upload, entry.member), segmenter=self._segmenter)

    def _all(self) -> Iterator[Entry]:
        for upload, name in enumerate(self._names):
            if name.lower().endswith(".zip") or looks_like_zip(self._path(upload)):
                yield from self._zipped(upload, display_name(name))
            else:
                yield from self._one(Entry(display_name(name), upload))

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
        """Return a refusal once the zips have unpacked to more than a batch may hold."""
        self._unpacked += member.size
        return _TOO_MUCH if self._unpacked > MAX_UNPACKED else ""

    def _lines_of(self, upload: int, member: int | None) -> dict[int, str]:
        if self._lines is None or self._lines[0] != (upload, member):
            lines = dict(numbered_lines(self._content(upload, member)))
            self._lines = (upload, member), lines
        return self._lines[1]

    def _content(self, upload: int, member: int | None) -> bytes:
        if member is not None:
            return self._open(upload).read(member)
        with self._path(upload).open("rb") as stream:
            content = stream.read(MAX_BYTES + 1)
        if len(content) > MAX_BYTES:
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
_TOO_MUCH = "The files before it fill the 500 MB of a batch. Put it into another batch."
_LARGE = f"It has more than {MAX_BYTES // 10**6} MB. Save the picture smaller."
_EMPTY = "This zip holds no files. Pack the pictures into it."
