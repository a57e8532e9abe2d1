"""A record of the verified files, so that the next start does not have to hash them again.

It holds the size, modification time and SHA-256 of the contents of each file, and is valid only
while all three still match. Loading does not rely on it and verifies the files itself.
"""

import json
import os
from pathlib import Path

from core.data.fashion_mnist import published
from core.data.fashion_mnist.published import PublishedFile

NAME = "verified.json"


def believed(folder: Path) -> bool:
    """Return whether all four files exist, unchanged since they were verified."""
    try:
        noted = json.loads((folder / NAME).read_text(encoding="utf-8"))
        return bool(noted == {file.name: _entry(folder, file) for file in published.FILES})
    except (OSError, ValueError):  # a file is missing, or the record is missing or damaged
        return False


def write(folder: Path) -> None:
    """Record the four files, all just verified; a read-only folder gets no record."""
    part = folder / f"{NAME}.{os.getpid()}.part"
    try:
        entries = {file.name: _entry(folder, file) for file in published.FILES}
        part.write_text(json.dumps(entries, indent=2) + "\n", encoding="utf-8")
        part.replace(folder / NAME)
    except OSError:  # only costs half a second at the next start
        return


def _entry(folder: Path, file: PublishedFile) -> dict[str, int | str]:
    state = (folder / file.name).stat()
    return {"bytes": state.st_size, "mtime_ns": state.st_mtime_ns, "sha256": file.sha256}
