"""Write a file to data/raw, complete and verified or not at all."""

import os
import tempfile
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from core.data.fashion_mnist.published import PublishedFile, verify
from core.errors import BadData

_PART = ".part"
_ABANDONED = 24 * 3600  # seconds after which no living process still writes to a .part file


def land(chunks: Iterable[bytes], file: PublishedFile, folder: Path) -> int:
    """Write chunks to a .part file, verify it, then rename it; return the number of bytes.

    Whatever happens in between, including an interrupt, the target is never half written and the
    .part file is removed. Raises BadData if the contents are wrong or too long, and OSError if the
    folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    handle, part_name = tempfile.mkstemp(prefix=f"{file.name}.", suffix=_PART, dir=folder)
    part = Path(part_name)
    try:
        with os.fdopen(handle, "wb") as stream:
            written = _write(chunks, file, stream)
        verify(part.read_bytes(), file)
        part.chmod(0o644)  # mkstemp makes files that only their owner can read
        part.replace(folder / file.name)
    finally:
        part.unlink(missing_ok=True)
    return written


def sweep(folder: Path) -> None:
    """Remove .part files that a killed process left behind a day ago or earlier."""
    for part in folder.glob(f"*-ubyte.gz.*{_PART}"):
        with suppress(FileNotFoundError):  # another process may just have renamed its own
            if time.time() - part.stat().st_mtime > _ABANDONED:
                part.unlink()


def _write(chunks: Iterable[bytes], file: PublishedFile, stream: BinaryIO) -> int:
    written = 0
    for chunk in chunks:
        written += len(chunk)
        # Compression may enlarge a file by a few bytes in a thousand, never by this much.
        if written > 1.1 * file.content_bytes + 1024:
            raise BadData(f"{file.name} goes on for too long; stopped at {written:,} bytes.")
        stream.write(chunk)
    stream.flush()
    os.fsync(stream.fileno())
    return written
