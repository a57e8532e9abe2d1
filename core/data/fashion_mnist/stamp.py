"""A note beside the files of what was verified, so that the next start need not hash again.

It holds size, time of change and contents' SHA-256 of each file. It is believed only where all
three still agree; loading never asks it and verifies by itself.
"""

import json
import os
from pathlib import Path

from core.data.fashion_mnist import published
from core.data.fashion_mnist.published import PublishedFile

NAME = "verified.json"


def believed(folder: Path) -> bool:
    """Say whether all four files are there, unchanged since they were verified."""
    try:
        noted = json.loads((folder / NAME).read_text(encoding="utf-8"))
        return bool(noted == {file.name: _entry(folder, file) for file in published.FILES})
    except (OSError, ValueError):  # a file is missing, or the note is missing or damaged
        return False


def write(folder: Path) -> None:
    """Note the four files, all just verified. A read-only folder goes without a note."""
    part = folder / f"{NAME}.{os.getpid()}.part"
    try:
        entries = {file.name: _entry(folder, file) for file in published.FILES}
        part.write_text(json.dumps(entries, indent=2) + "\n", encoding="utf-8")
        part.replace(folder / NAME)
    except OSError:  # costs half a second at the next start, nothing else
        return


def _entry(folder: Path, file: PublishedFile) -> dict[str, int | str]:
    state = (folder / file.name).stat()
    return {"bytes": state.st_size, "mtime_ns": state.st_mtime_ns, "sha256": file.sha256}
