"""The batches of a home: uploaded files, stored privately until the user deletes them."""

import json
import secrets
import shutil
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from core.errors import BadPicture, BadRecord, HomeUnusable
from core.files import write_whole
from core.pictures.segmentation.segmenter import Segmenter, no_segmenter
from core.records import parse, to_json
from core.settings import Settings
from core.text import display_name
from core.workflows.batch.files import MAX_FILES, MAX_UNPACKED, BatchFiles
from core.workflows.batch.results import BatchResults
from core.workflows.batch.thumbnails import Thumbnails
from core.workflows.predict.files import STROKES
from core.workflows.predict.uploads import copy_uploads

UNDER_WAY = "."  # prefix of a folder that is being created or erased
DELETED = ".deleted-"  # prefix of a batch that can be restored
ABANDONED = 24 * 3600  # seconds after which an unfinished folder is removed
_RECORD, _UPLOADS = "batch.json", "uploads"


@dataclass(frozen=True)
class Batch:
    """Files that were uploaded together: their names, and the folder that holds them.

    `trouble` is a sentence if their record is damaged; the files and their answers are not.
    """

    id: str
    title: str
    created: float  # seconds since the epoch
    names: tuple[str, ...]
    folder: Path
    trouble: str = ""

    def files(self, segmenter: Segmenter = no_segmenter) -> BatchFiles:
        return BatchFiles(self.folder / _UPLOADS, self.names, segmenter)

    @property
    def results(self) -> BatchResults:
        return BatchResults(self.folder)

    @property
    def thumbnails(self) -> Thumbnails:
        return Thumbnails(self.folder)


@dataclass(frozen=True)
class _Record:
    """What is stored next to the uploads of a batch."""

    title: str
    created: float
    names: tuple[str, ...]


class Batches:
    """All batches of a home, one folder each."""

    def __init__(self, settings: Settings) -> None:
        self._root = settings.data / "batches"

    def keep(
        self,
        files: Iterable[tuple[str, BinaryIO]],
        title: str = "",
        on_file: Callable[[int], object] = lambda done: None,
    ) -> Batch:
        """Copy files (name, stream) into a new batch: all of them, or none.

        `on_file` receives the number of files taken in so far; if it raises, none are. Raises
        BadPicture if there are none, too many or too large ones, HomeUnusable if they cannot be
        written.
        """
        id_ = time.strftime("%Y%m%d-%H%M%S-") + secrets.token_hex(3)
        coming = self._root / f"{UNDER_WAY}{id_}"
        try:
            self._root.mkdir(parents=True, exist_ok=True, mode=0o700)
            names = _copy(files, coming / _UPLOADS, on_file)
            record = _Record(title or _title(names), time.time(), names)
            write_whole(coming / _RECORD, json.dumps(to_json(record)).encode())
            coming.rename(self._root / id_)
        except OSError as error:
            raise HomeUnusable(_unwritten(self._root, error)) from error
        finally:
            shutil.rmtree(coming, ignore_errors=True)
            self._remove_abandoned()
        return self.get(id_)

    def all(self) -> tuple[Batch, ...]:
        """Return every batch, newest first."""
        return self._found(self._root.glob(f"[!{UNDER_WAY}]*"))

    def deleted(self) -> tuple[Batch, ...]:
        """Return the deleted batches that can be restored, newest first."""
        return self._found(self._root.glob(f"{DELETED}*"))

    def _found(self, folders: Iterable[Path]) -> tuple[Batch, ...]:
        found = (self._find(path) for path in folders)
        kept = (batch for batch in found if batch)
        return tuple(sorted(kept, key=lambda batch: batch.created, reverse=True))

    def get(self, id_: str) -> Batch:
        """Return one batch. Raises BadPicture if it does not exist."""
        batch = self._find(self._root / id_) if id_.replace("-", "").isalnum() else None
        if batch is None:
            raise BadPicture("These files are no longer here: they were deleted. Drop them again.")
        return batch

    def delete(self, id_: str) -> None:
        """Delete a batch; it can be restored until `erase`."""
        self._move(self.get(id_).folder, self._root / f"{DELETED}{id_}")

    def restore(self, ids: Iterable[str]) -> None:
        """Restore deleted batches; those that are not there are passed over."""
        for batch in self.deleted():
            if batch.id in ids:
                self._move(batch.folder, self._root / batch.id)

    def erase(self) -> tuple[str, ...]:
        """Remove all deleted batches for good, files and answers; return their ids."""
        gone = self.deleted()
        for batch in gone:
            going = self._root / f"{UNDER_WAY}going-{batch.id}"  # a kill leaves no half of it
            self._move(batch.folder, going)
            shutil.rmtree(going, ignore_errors=True)
        return tuple(batch.id for batch in gone)

    def _move(self, folder: Path, target: Path) -> None:
        try:
            folder.rename(target)
        except OSError as error:
            raise HomeUnusable(_unwritten(self._root, error)) from error

    def _find(self, folder: Path) -> Batch | None:
        trouble = ""
        try:
            record = parse(_Record, (folder / _RECORD).read_text("utf-8"))
        except (OSError, ValueError, BadRecord):
            found = _rebuilt(folder / _UPLOADS)
            if found is None:  # no batch, or one that is being deleted
                return None
            record, trouble = found, _NAMELESS.format(folder / _RECORD)
        id_ = folder.name.removeprefix(DELETED)
        return Batch(id_, record.title, record.created, record.names, folder, trouble)

    def _remove_abandoned(self) -> None:
        """Remove what a killed process left half copied or half erased."""
        for left in self._root.glob(f"{UNDER_WAY}*"):
            if left.name.startswith(DELETED):
                continue
            with suppress(OSError):
                if "going" in left.name or time.time() - left.stat().st_mtime > ABANDONED:
                    shutil.rmtree(left, ignore_errors=True)


def _copy(
    files: Iterable[tuple[str, BinaryIO]], into: Path, on_file: Callable[[int], object]
) -> tuple[str, ...]:
    names = copy_uploads(files, into, MAX_FILES, MAX_UNPACKED, on_file)
    if not names:
        raise BadPicture("There is nothing to answer yet. Drop a zip or some pictures.")
    return names


def _rebuilt(uploads: Path) -> _Record | None:
    """Rebuild the record of a batch from its uploads; None if there are none."""
    try:
        files = sorted(path for path in uploads.iterdir() if path.name.isdigit())
        names = tuple(f"File {number}{_suffix(path)}" for number, path in enumerate(files, 1))
        created = uploads.stat().st_mtime
    except OSError:
        return None
    return _Record(_title(names), created, names) if names else None


def _suffix(path: Path) -> str:
    """Return what the name of a file of strokes needs to be read as one; nothing for others."""
    with path.open("rb") as file:
        return STROKES if file.read(1) in (b"{", b"[") else ""


def _title(names: tuple[str, ...]) -> str:
    return display_name(names[0]) if len(names) == 1 else f"{len(names):,} files"


def _unwritten(root: Path, error: OSError) -> str:
    return f"{root} cannot be written: {error.strerror}. Free some space, or choose another home."


_NAMELESS = (
    "The record of these files, {}, is damaged: their names are lost. The files, their answers and "
    "your corrections are all still here."
)
