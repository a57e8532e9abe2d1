"""The two files of a version's changes: changes.json, and added.npy with the added pictures."""

import hashlib
import io
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.data.versions.changes import Added, Changes
from core.data.versions.manifest import ADDED, CHANGES, Manifest
from core.errors import BadData, BadRecord
from core.records import parse, to_json


@dataclass(frozen=True)
class _Relabelled:
    picture: int
    label: int


@dataclass(frozen=True)
class _AddedPicture:
    label: int
    origin: str


@dataclass(frozen=True)
class _Overlay:
    """The form of changes.json."""

    relabelled: tuple[_Relabelled, ...]
    excluded: tuple[int, ...]
    added: tuple[_AddedPicture, ...]


def to_files(changes: Changes) -> dict[str, bytes]:
    """Return the files of some changes by name; equal changes give equal bytes."""
    added = changes.added
    overlay = _Overlay(
        relabelled=tuple(_Relabelled(*one) for one in sorted(changes.relabelled.items())),
        excluded=tuple(sorted(changes.excluded)),
        added=tuple(map(_AddedPicture, added.labels, added.origins)),
    )
    files = {CHANGES: json.dumps(to_json(overlay), indent=1).encode()}
    if len(added):
        stream = io.BytesIO()
        np.save(stream, np.ascontiguousarray(added.images), allow_pickle=False)
        files[ADDED] = stream.getvalue()
    return files


def hashes(files: dict[str, bytes]) -> dict[str, str]:
    return {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}


def read_changes(folder: Path, manifest: Manifest) -> Changes:
    """Read the changes of a version. Raises BadData unless its files are those of the manifest."""
    try:
        files = {name: (folder / name).read_bytes() for name in manifest.files}
    except (OSError, ValueError) as error:
        raise BadData(f"A file of {manifest.name} cannot be read. {_advice(folder)}") from error
    if hashes(files) != dict(manifest.files):
        raise BadData(f"A file of {manifest.name} was changed. {_advice(folder)}")
    try:
        return _parsed(files)
    except (BadRecord, ValueError, KeyError) as error:
        raise BadData(f"The changes of {manifest.name} are damaged. {_advice(folder)}") from error


def _parsed(files: dict[str, bytes]) -> Changes:
    overlay = parse(_Overlay, files[CHANGES])
    images = np.load(io.BytesIO(files[ADDED]), allow_pickle=False) if ADDED in files else None
    labels = tuple(one.label for one in overlay.added)
    origins = tuple(one.origin for one in overlay.added)
    return Changes(
        relabelled={one.picture: one.label for one in overlay.relabelled},
        excluded=frozenset(overlay.excluded),
        added=Added() if images is None else Added(images, labels, origins),
    )


def _advice(folder: Path) -> str:
    return (
        f"Put {folder} back from a copy, or publish the changes again as a new version; the other "
        "versions are not affected."
    )
