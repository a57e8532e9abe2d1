"""A home written by an earlier version: every kind of job, a wardrobe, a batch, trained models.

It was at /home/someone/fitting-room when the program was killed in the middle of a training run,
with another one queued. Everything in it is small: one-layer networks on the tiny dataset.
"""

import tarfile
from pathlib import Path

ARCHIVE = Path(__file__).with_name("older_home.tar.xz")


def unpack(home: Path) -> None:
    with tarfile.open(ARCHIVE) as archive:
        archive.extractall(home, filter="data")
