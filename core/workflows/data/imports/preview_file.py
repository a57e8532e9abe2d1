"""The preview of an import in one file, so that it outlives the process that made it."""

import io
import json
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.data.versions.changes import Added
from core.errors import BadData, BadRecord
from core.files import write_whole
from core.records import parse, to_json
from core.workflows.data.imports.importing import ImportPreview, Refused

_IMAGES, _REST = "images", "rest"
# What NumPy is known to raise on a damaged file.
_DAMAGE = (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error, BadRecord)


@dataclass(frozen=True)
class _Rest:
    """A preview without its pictures."""

    source: str
    parent: str
    labels: tuple[int, ...]
    origins: tuple[str, ...]
    refused: tuple[Refused, ...]


def write_preview(path: Path, preview: ImportPreview) -> None:
    """Write a preview, atomically. Raises OSError."""
    added = preview.added
    rest = _Rest(preview.source, preview.parent, added.labels, added.origins, preview.refused)
    content = io.BytesIO()
    words = np.frombuffer(json.dumps(to_json(rest)).encode(), np.uint8)
    np.savez_compressed(content, images=added.images, rest=words)
    write_whole(path, content.getvalue())


def read_preview(path: Path) -> ImportPreview:
    """Read a preview. Raises BadData if the file is missing, damaged or was edited."""
    try:
        with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as stored:
            rest = parse(_Rest, stored[_REST].tobytes())
            added = Added(stored[_IMAGES], rest.labels, rest.origins)
    except (*_DAMAGE, BadData) as error:
        raise BadData(
            f"The preview in {path} cannot be read. Prepare it again, or discard it."
        ) from error
    return ImportPreview(rest.source, rest.parent, added, rest.refused)
