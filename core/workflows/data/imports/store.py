"""Uploads that wait to become a version: files and preview, one folder each, until published.

They outlive a refresh, a restart and a kill. A folder is filled beside the others and renamed into
place, so that there is no half one.
"""

import json
import secrets
import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from core.errors import BadData, BadRecord
from core.files import changed_at, write_whole, writing
from core.records import parse, to_json
from core.settings import Settings
from core.text import counted, display_name
from core.workflows.data.imports.importing import ImportPreview
from core.workflows.data.imports.preview_file import read_preview, write_preview
from core.workflows.data.imports.sources import MAX_UNPACKED, Candidate
from core.workflows.data.imports.uploaded import uploaded_candidates
from core.workflows.predict.uploads import copy_uploads

MAX_FILES = 2_000  # that a browser sends at once; a zip is one of them
UNDER_WAY = "."  # prefix of a folder that is being filled or removed
ABANDONED = 24 * 3600  # seconds after which an unfinished folder is removed
_RECORD, _FILES, _PREVIEW = "upload.json", "files", "preview.npz"


@dataclass(frozen=True)
class _Record:
    """What is stored next to the files of an upload."""

    title: str
    created: float
    names: tuple[str, ...]


@dataclass(frozen=True)
class Upload:
    """Files that were uploaded together. `created` is seconds since the epoch."""

    id: str
    title: str
    created: float
    names: tuple[str, ...]
    folder: Path

    @contextmanager
    def candidates(self) -> Iterator[list[Candidate]]:
        """List the pictures in it, readable until the context ends; see `uploaded_candidates`."""
        with uploaded_candidates(self.folder / _FILES, self.names) as found:
            yield found

    def previewed(self) -> float:
        """Return when its preview was made, seconds since the epoch; 0 if there is none."""
        return changed_at(self.folder / _PREVIEW)

    def preview(self) -> ImportPreview:
        """Read its preview. Raises BadData if there is none, or it is damaged."""
        return read_preview(self.folder / _PREVIEW)

    def keep(self, preview: ImportPreview) -> None:
        """Keep its preview, atomically. Raises HomeUnusable; BadData if it was discarded."""
        if not self.folder.is_dir():
            raise BadData(GONE)
        with writing(self.folder):
            write_preview(self.folder / _PREVIEW, preview)


class Uploads:
    """All uploads of a home that are not published yet. Reading creates nothing on disk."""

    def __init__(self, settings: Settings) -> None:
        self.folder = settings.data / "imports"

    def keep(
        self,
        files: Iterable[tuple[str, BinaryIO]],
        on_file: Callable[[int], object] = lambda done: None,
    ) -> Upload:
        """Copy files (name, stream) into a new upload: all of them, or none.

        `on_file` receives the number of files taken in so far; if it raises, none are. Raises
        BadData if nothing in them can be imported, BadPicture for too many or too large ones,
        HomeUnusable if they cannot be written.
        """
        id_ = time.strftime("%Y%m%d-%H%M%S-") + secrets.token_hex(3)
        coming = self.folder / f"{UNDER_WAY}{id_}"
        with writing(self.folder):
            try:
                self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
                names = copy_uploads(files, coming / _FILES, MAX_FILES, MAX_UNPACKED, on_file)
                with uploaded_candidates(coming / _FILES, names):
                    pass  # what is in none of the three forms is refused at once
                record = _Record(_title(names), time.time(), names)
                write_whole(coming / _RECORD, json.dumps(to_json(record)).encode())
                coming.rename(self.folder / id_)
            finally:
                shutil.rmtree(coming, ignore_errors=True)
                self._remove_abandoned()
        return self.get(id_)

    def all(self) -> tuple[Upload, ...]:
        """Return every upload that can be read, newest first."""
        found = [self._find(path) for path in self.folder.glob(f"[!{UNDER_WAY}]*")]
        kept = [one for one in found if one is not None]
        return tuple(sorted(kept, key=lambda one: one.created, reverse=True))

    def get(self, id_: str) -> Upload:
        """Return one upload. Raises BadData if it is not there any more."""
        found = self._find(self.folder / id_) if id_.replace("-", "").isalnum() else None
        if found is None:
            raise BadData(GONE)
        return found

    def remove(self, id_: str) -> None:
        """Remove an upload with its preview; a kill leaves no half of it. Raises HomeUnusable."""
        going = self.folder / f"{UNDER_WAY}going-{id_}"
        with writing(self.folder):
            self.get(id_).folder.rename(going)
        shutil.rmtree(going, ignore_errors=True)

    def trouble(self) -> str:
        """Return which uploads cannot be read, and what to do; empty if all can."""
        folders = [path for path in self.folder.glob(f"[!{UNDER_WAY}]*") if path.is_dir()]
        damaged = [path for path in folders if self._find(path) is None]
        if not damaged:
            return ""
        return (
            f"{counted(len(damaged), 'upload')} cannot be read: the record in {damaged[0]} is "
            "damaged. Delete that folder and choose the files again; nothing was published of it."
        )

    def _find(self, folder: Path) -> Upload | None:
        try:
            record = parse(_Record, (folder / _RECORD).read_bytes())
        except (OSError, ValueError, BadRecord):
            return None
        return Upload(folder.name, record.title, record.created, record.names, folder)

    def _remove_abandoned(self) -> None:
        """Remove what a killed process left half copied or half removed."""
        for left in self.folder.glob(f"{UNDER_WAY}*"):
            if not left.is_dir():
                continue
            with suppress(OSError):
                if "going" in left.name or time.time() - left.stat().st_mtime > ABANDONED:
                    shutil.rmtree(left, ignore_errors=True)


def _title(names: tuple[str, ...]) -> str:
    folders = {name.replace("\\", "/").split("/")[0] for name in names}
    tables = [name for name in names if name.lower().endswith(".csv")]
    shared = folders if len(folders) == 1 else tables[:1]
    return display_name(next(iter(shared))) if shared else counted(len(names), "file")


GONE = "This import is no longer here: it was published or discarded. Choose the files again."
