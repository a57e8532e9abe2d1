"""The files of a home that are damaged, one at a time, and the ways to damage them."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from core.registry import Registry
from core.settings import Settings

CHAMPION, OTHER = "CHAMPION/", "OTHER/"
# Paths in the home; of a pattern, the first match by name is damaged. CHAMPION stands for the
# champion's folder, OTHER for that of the newest version besides.
FILES = (
    "models/jobs.db",
    "models/registry.db",
    "models/sweeps.db",
    f"{OTHER}model.json",
    f"{OTHER}model.onnx",
    f"{CHAMPION}model.json",
    f"{CHAMPION}model.onnx",
    f"{CHAMPION}threshold.json",
    "models/jobs/*.json",
    "models/jobs/*/*.npz",
    "data/wardrobe/*.json",
    "data/wardrobe/*.png",
    "data/wardrobe/deleted/*.json",
    "data/cases/*.json",
    "data/cases/answers/*.json",
    "data/batches/*/batch.json",
    "data/batches/*/answers.ndjson",
    "data/batches/*/corrections.json",
    "data/batches/*/uploads/0000",
    "data/ablations/*/looks.ndjson",
)


def empty(content: bytes) -> bytes:
    return b""


def half(content: bytes) -> bytes:
    return content[: len(content) // 2]


def rubbish(content: bytes) -> bytes:
    return random.Random(0).randbytes(len(content))


def another_form(content: bytes) -> bytes:
    """Replace JSON by valid JSON of another shape; else overwrite some bytes in the middle."""
    if content[:1] in (b"{", b"["):
        return b'{"pixels": 3, "label": [null], "threshold": "x"}\n' * (content.count(b"\n") or 1)
    middle = len(content) // 2
    return content[:middle] + b"\xff\x00\xff\x00" + content[middle + 4 :]


WAYS: tuple[Callable[[bytes], bytes], ...] = (empty, half, rubbish, another_form)


@dataclass(frozen=True)
class Damage:
    """One file of a home, and a way to damage it."""

    place: str
    way: Callable[[bytes], bytes]

    def __str__(self) -> str:
        return f"{self.place}, {self.way.__name__}"

    def inflict(self, home: Path) -> Path:
        """Damage the file in a home; return its path there, relative to the home."""
        path = _file_of(home, self.place)
        path.write_bytes(self.way(path.read_bytes()))
        return path.relative_to(home)  # never a file outside it, such as the shipped champion


DAMAGES = tuple(Damage(place, way) for place, way in product(FILES, WAYS))


def _file_of(home: Path, place: str) -> Path:
    registry = Registry(Settings(home=home))
    if place.startswith(CHAMPION):
        return registry.champion().folder / place.removeprefix(CHAMPION)
    if place.startswith(OTHER):
        other = next(version for version in registry.versions() if not version.is_champion)
        return other.folder / place.removeprefix(OTHER)
    return sorted(home.glob(place))[0]
