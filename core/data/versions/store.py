"""The published versions: one folder each in data/processed, written once and never changed.

A version is made in a folder of its own beside the others and renamed into place, under a lock
between processes: a killed process leaves no half version, and two cannot take the same name.
"""

import json
import re
import shutil
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from core.data.dataset import Dataset
from core.data.split import SPLIT_SEED
from core.data.versions.changes import Changes, applied, effective
from core.data.versions.manifest import MANIFEST, Manifest
from core.data.versions.original import NAME as ORIGINAL
from core.data.versions.original import original_pictures
from core.data.versions.overlay_files import hashes, read_changes, to_files
from core.data.versions.pictures import Pictures, as_dataset
from core.data.versions.steps import counts_of, steps_of
from core.errors import BadData, BadRecord, DataUnavailable, because
from core.files import locked, settle, write_whole, writing
from core.records import parse, to_json
from core.settings import Settings

PUBLISHED = re.compile(r"v[1-9][0-9]{0,5}")
RETIRED = "retired.json"
_UNFINISHED = ".publishing-"
MAX_REASON, MAX_AUTHOR = 500, 80  # characters


@dataclass(frozen=True)
class Retired:
    """Why a version is no longer offered, and since when (seconds since the epoch)."""

    reason: str
    when: float


class Versions:
    """The dataset versions of a home beside v1. Reading creates nothing on disk."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.folder = settings.processed

    def names(self) -> tuple[str, ...]:
        """Return the names of all published versions, retired and damaged ones too, oldest first.

        v1, which was not published here, is not among them.
        """
        if not self.folder.is_dir():
            return ()
        there = (one.name for one in self.folder.iterdir() if one.is_dir())
        found = (name for name in there if PUBLISHED.fullmatch(name) and name != ORIGINAL)
        return tuple(sorted(found, key=lambda name: int(name[1:])))

    def offered(self) -> tuple[Manifest, ...]:
        """Return the manifests of the versions that can be trained on, oldest first."""
        return tuple(one for one in self.intact() if self.retired(one.name) is None)

    def choices(self) -> list[str]:
        """Return the names of v1 and of the versions that can be trained on, oldest first."""
        return [ORIGINAL, *(one.name for one in self.offered())]

    def intact(self) -> tuple[Manifest, ...]:
        """Return the manifests that can be read, oldest first; `trouble` names the others."""
        found = (self._try(name) for name in self.names())
        return tuple(one for one in found if one is not None)

    def trouble(self) -> str:
        """Return which versions cannot be read, and what to do; empty if all can."""
        damaged = [name for name in self.names() if self._try(name) is None]
        if not damaged:
            return ""
        return (
            f"The manifest of {', '.join(damaged)} is damaged or was edited, so it is not used. "
            f"Put {self.folder / damaged[0]} back from a copy, or publish the changes again; the "
            "other versions are not affected."
        )

    def get(self, name: str) -> Manifest:
        """Read a manifest. Raises DataUnavailable if there is no such version, else BadData."""
        if name not in self.names():
            known = ", ".join((ORIGINAL, *self.names()))
            raise DataUnavailable(
                f"There is no dataset version named “{name}”. Choose one of: {known}."
            )
        folder = self.folder / name
        try:
            manifest = parse(Manifest, (folder / MANIFEST).read_bytes())
        except (OSError, BadRecord, ValueError) as error:
            raise BadData(
                f"The manifest of {name} cannot be read{because(error)}. Put {folder} back from a "
                "copy, or publish the changes again as a new version."
            ) from error
        if manifest.name != name or not manifest.intact():
            raise BadData(
                f"The manifest of {name} was edited, so nothing in it can be relied on. Put "
                f"{folder} back from a copy, or publish the changes again as a new version."
            )
        return manifest

    def changes(self, name: str) -> Changes:
        """Return what a version changes of v1; nothing for v1. Raises as `get` does."""
        if name == ORIGINAL:
            return Changes()
        return read_changes(self.folder / name, self.get(name))

    def pictures(self, name: str) -> Pictures:
        """Return all pictures of a version, the excluded ones too. Raises as `load` does."""
        pictures = original_pictures(self._settings)
        return pictures if name == ORIGINAL else applied(pictures, self.changes(name))

    def load(self, name: str) -> Dataset:
        """Load a version's splits. Raises DataUnavailable; BadData if it is not as published."""
        dataset = as_dataset(self.pictures(name), name, SPLIT_SEED)
        if name != ORIGINAL and dataset.hash != self.get(name).hash:
            raise BadData(
                f"The pictures of {name} are not those that were published: their hash differs. "
                f"Put {self.folder / name} back from a copy."
            )
        return dataset

    def publish(self, parent: str, changes: Changes, reason: str, author: str = "") -> Manifest:
        """Publish changes of v1 as a new version; return its manifest.

        `parent` is the version that they were made from. Raises BadData if they change nothing of
        it, or cannot be applied; HomeUnusable if it cannot be written. Nothing is left then.
        """
        pictures = original_pictures(self._settings)
        changes = effective(pictures, changes)
        if changes == self.changes(parent):
            raise BadData(f"Nothing differs from {parent}, so there is nothing to publish.")
        steps = steps_of(pictures, changes)
        with writing(self.folder), locked(self.folder / "publish.lock"):
            self._remove_unfinished()
            files = to_files(changes)
            manifest = Manifest(
                name=self._next_name(),
                parent=parent,
                author=author.strip()[:MAX_AUTHOR],
                created=time.time(),
                reason=reason.strip()[:MAX_REASON],
                counts=counts_of(applied(pictures, changes), changes),
                steps=steps,
                hash=steps[-1].hash,
                files=hashes(files),
            ).sealed()
            self._write(manifest, files)
        return manifest

    def retired(self, name: str) -> Retired | None:
        """Return why a version is no longer offered; None if it is."""
        try:
            return parse(Retired, (self.folder / name / RETIRED).read_bytes())
        except FileNotFoundError:
            return None
        except (OSError, BadRecord):
            return Retired("", 0.0)

    def retire(self, name: str, reason: str, models: Sequence[str]) -> None:
        """Offer a version no longer; its folder stays. `models` are those trained on it.

        Raises BadData if there are any, or for v1; DataUnavailable if there is no such version.
        """
        if name == ORIGINAL:
            raise BadData("v1 is the published dataset: it stays.")
        self.get(name)
        if models:
            were = "was" if len(models) == 1 else "were"
            raise BadData(
                f"{', '.join(models)} {were} trained on {name}, so it stays: without it, nobody "
                "could say what they learned from."
            )
        note = json.dumps(to_json(Retired(reason.strip()[:MAX_REASON], time.time())))
        with writing(self.folder):
            write_whole(self.folder / name / RETIRED, note.encode())

    def bring_back(self, name: str) -> None:
        """Offer a retired version again."""
        self.get(name)
        with writing(self.folder):
            (self.folder / name / RETIRED).unlink(missing_ok=True)

    def _try(self, name: str) -> Manifest | None:
        try:
            return self.get(name)
        except (BadData, DataUnavailable):
            return None

    def _next_name(self) -> str:
        return f"v{max((int(name[1:]) for name in self.names()), default=1) + 1}"

    def _write(self, manifest: Manifest, files: dict[str, bytes]) -> None:
        made = Path(tempfile.mkdtemp(prefix=_UNFINISHED, dir=self.folder))
        try:
            for name, content in files.items():
                write_whole(made / name, content)
            write_whole(made / MANIFEST, json.dumps(to_json(manifest), indent=1).encode())
            made.chmod(0o755)
            made.rename(self.folder / manifest.name)
        except BaseException:
            shutil.rmtree(made, ignore_errors=True)
            raise
        settle(self.folder)

    def _remove_unfinished(self) -> None:
        """Remove what killed processes left; called under the lock."""
        for folder in self.folder.glob(f"{_UNFINISHED}*"):
            shutil.rmtree(folder, ignore_errors=True)
