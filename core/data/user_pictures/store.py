"""Pictures that a person put by, each with its label and where it came from, one by one.

A shelf is a folder: an item is a small record in JSON, and beside it the original as PNG. The
record is written last, so an item is there whole or not at all. What is deleted is moved into a
folder of its own and can be brought back until it is forgotten.
"""

import base64
import hashlib
import io
import json
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from core.data.classes import CLASS_NAMES
from core.data.dataset import SIDE
from core.errors import BadData, HomeUnusable
from core.files import write_whole

LONGEST_EDGE = 512  # pixels of the original that is kept
KINDS = ("photo", "drawing", "pixels")
DELETED = "deleted"
LONGEST_NAME = 200  # characters of a file's name


@dataclass(frozen=True)
class Answered:
    """What a model said of a picture: the class, its probability (0-1), known or not, version."""

    label: int
    probability: float
    known: bool
    model: str


@dataclass(frozen=True, eq=False)
class Item:
    """A labelled picture to put on a shelf.

    pixels: uint8 (28, 28), ink bright on black, as the model gets it. label: 0-9. original: the
    picture before it was prepared, uint8 (h, w), (h, w, 3) or (h, w, 4); it is kept small. kind:
    photo, drawing or pixels. file: the name that it came under, "" where it had none. Raises
    BadData for anything else.
    """

    pixels: NDArray[np.uint8]
    label: int
    original: NDArray[np.uint8]
    kind: str = "photo"
    file: str = ""
    answered: Answered | None = None

    def __post_init__(self) -> None:
        if self.pixels.dtype != np.uint8 or self.pixels.shape != (SIDE, SIDE):
            raise BadData(
                f"A picture to keep must be uint8 ({SIDE}, {SIDE}); "
                f"this one is {self.pixels.dtype} {self.pixels.shape}."
            )
        if not 0 <= self.label < len(CLASS_NAMES):
            raise BadData(f"A label must be 0-9; this one is {self.label}.")
        if self.kind not in KINDS:
            raise BadData(f"A picture is a {', '.join(KINDS)}; this one is {self.kind!r}.")
        if self.original.dtype != np.uint8 or self.original.ndim not in (2, 3):
            raise BadData("The original must be a picture, uint8 (h, w), (h, w, 3) or (h, w, 4).")


@dataclass(frozen=True, eq=False)
class Kept:
    """An item on a shelf. `held_back`: it only measures, no model may learn from it.

    `when` is seconds since the epoch; `picture` the PNG file of the original.
    """

    id: str
    pixels: NDArray[np.uint8]
    label: int
    kind: str
    file: str
    answered: Answered | None
    when: float
    held_back: bool
    picture: Path

    @property
    def name(self) -> str:
        return CLASS_NAMES[self.label]

    def original(self) -> bytes:
        """Read the original, small, as PNG. Raises BadData where it is gone."""
        try:
            return self.picture.read_bytes()
        except OSError as error:
            raise BadData(f"The original of this {self.name} cannot be read: {error}.") from error


class Shelf:
    """Items in a folder; reading makes nothing on disk.

    An item's id comes from its original's own pixels: the same photo put by again, mended or under
    another label, takes the place of what was there.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.name = folder.name

    def add(self, item: Item) -> str:
        """Put an item on the shelf, at once or not at all; return its id.

        Raises HomeUnusable where the folder cannot be written.
        """
        return self._put(item, held_back=False)

    def identity(self, item: Item) -> str:
        """Return the id that an item has, or would have, on every shelf."""
        return _identity(_small(item.original))

    def _put(self, item: Item, held_back: bool) -> str:
        small = _small(item.original)
        id_ = _identity(small)
        record = _record(item, held_back)
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            write_whole(self._folder / f"{id_}.png", _png(small))
            write_whole(self._folder / f"{id_}.json", json.dumps(record).encode())
        except OSError as error:
            raise HomeUnusable(
                f"The picture could not be kept in {self._folder}: {error}. "
                "Free some space or choose another home."
            ) from error
        return id_

    def get(self, id_: str) -> Kept | None:
        """Return the item of an id; None where it is not on the shelf."""
        return _kept(self._folder / f"{id_}.json") if _plain(id_) else None

    def items(self) -> tuple[Kept, ...]:
        """Return all items, newest first; a record that is damaged is left out."""
        return self._read(self._folder)

    def deleted(self) -> tuple[Kept, ...]:
        """Return what was deleted and can be brought back, newest first."""
        return self._read(self._folder / DELETED)

    def relabel(self, id_: str, label: int) -> bool:
        """Give an item another label, 0-9; return False where it is not on the shelf."""
        path = self._folder / f"{id_}.json"
        if not _plain(id_) or _kept(path) is None:
            return False
        if not 0 <= label < len(CLASS_NAMES):
            raise BadData(f"A label must be 0-9; this one is {label}.")
        record = json.loads(path.read_text("utf-8")) | {"label": int(label)}
        write_whole(path, json.dumps(record).encode())
        return True

    def delete(self, *ids: str) -> int:
        """Take items off the shelf; return how many there were. They can be brought back."""
        return self._move(ids, self._folder, self._folder / DELETED)

    def restore(self, *ids: str) -> int:
        """Bring deleted items back; return how many there were.

        What was put by anew in the meantime stays as it is.
        """
        there = {path.stem for path in self._folder.glob("*.json")}
        return self._move([i for i in ids if i not in there], self._folder / DELETED, self._folder)

    def forget(self) -> int:
        """Remove for good all that was deleted; return how many items that were."""
        folder = self._folder / DELETED
        records = list(folder.glob("*.json"))
        for path in [*records, *folder.glob("*.png")]:
            path.unlink(missing_ok=True)
        return len(records)

    def _move(self, ids: Iterable[str], origin: Path, target: Path) -> int:
        moved = 0
        for id_ in ids:
            if not _plain(id_) or not (origin / f"{id_}.json").exists():
                continue
            target.mkdir(parents=True, exist_ok=True, mode=0o700)
            for suffix in (".png", ".json"):  # the record last: it is what makes an item
                if (origin / f"{id_}{suffix}").exists():
                    (origin / f"{id_}{suffix}").replace(target / f"{id_}{suffix}")
            moved += 1
        return moved

    def _read(self, folder: Path) -> tuple[Kept, ...]:
        found = (_kept(path) for path in folder.glob("*.json") if _plain(path.stem))
        return tuple(sorted((one for one in found if one), key=lambda kept: (-kept.when, kept.id)))


def _small(original: NDArray[np.uint8]) -> Image.Image:
    picture = Image.fromarray(original)
    picture.thumbnail((LONGEST_EDGE, LONGEST_EDGE))
    return picture


def _identity(small: Image.Image) -> str:
    """Name a picture by its pixels: hex, the same on every machine for the same pixels."""
    head = f"{small.mode} {small.size[0]}x{small.size[1]}\n".encode()
    return hashlib.sha256(head + small.tobytes()).hexdigest()[:24]


def _png(picture: Image.Image) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "PNG", compress_level=4)
    return buffer.getvalue()


def _plain(id_: str) -> bool:
    """Say whether an id is one: it becomes part of a path."""
    return id_.isalnum()


def _record(item: Item, held_back: bool) -> dict[str, Any]:
    said = item.answered
    return {
        "pixels": base64.b64encode(np.ascontiguousarray(item.pixels).tobytes()).decode(),
        "label": int(item.label),
        "kind": item.kind,
        "file": item.file[:LONGEST_NAME],
        "answered": None
        if said is None
        else {
            "label": int(said.label),
            "probability": float(said.probability),
            "known": bool(said.known),
            "model": said.model,
        },
        "when": time.time(),
        "held_back": held_back,
    }


def _kept(path: Path) -> Kept | None:
    try:
        record = json.loads(path.read_text("utf-8"))
        said = record["answered"]
        pixels = np.frombuffer(base64.b64decode(record["pixels"]), np.uint8).reshape(SIDE, SIDE)
        label = int(record["label"])
        if not 0 <= label < len(CLASS_NAMES):
            return None
        return Kept(
            id=path.stem,
            pixels=pixels,
            label=label,
            kind=str(record["kind"]),
            file=str(record["file"]),
            answered=None if said is None else Answered(**said),
            when=float(record["when"]),
            held_back=bool(record["held_back"]),
            picture=path.with_suffix(".png"),
        )
    except (OSError, ValueError, KeyError, TypeError):  # damaged: the others are still there
        return None
