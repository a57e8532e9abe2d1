"""A store of the user's pictures, each with its label and origin.

A store is a folder: an item is a small JSON record with the original as PNG. The record is written
last, so an item exists completely or not at all. Deleted items are moved to a subfolder and can be
restored until `forget` removes them.
"""

import base64
import hashlib
import io
import json
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from core.data.classes import CLASS_NAMES
from core.data.dataset import SIDE
from core.errors import BadData, BadRecord
from core.files import write_whole, writing
from core.input_kind import InputKind
from core.records import StoredAs, parse, to_json

MAX_EDGE = 512  # pixels of the stored original
DELETED = "deleted"
MAX_NAME = 200  # characters of a file's name


@dataclass(frozen=True)
class Answered:
    """A model's answer to a picture: the class, its probability (0-1), known or not, version."""

    label: int
    probability: float
    known: bool
    model: str


@dataclass(frozen=True, eq=False)
class Item:
    """A labelled picture to store.

    pixels: uint8 (28, 28), ink bright on black, as the model gets it. label: 0-9. original: the
    picture before preparation, uint8 (h, w), (h, w, 3) or (h, w, 4); it is stored in reduced size.
    kind: the input kind. file: its file name, "" if it had none. Raises BadData for anything else.
    """

    pixels: NDArray[np.uint8]
    label: int
    original: NDArray[np.uint8]
    kind: InputKind = InputKind.PHOTO
    file: str = ""
    answered: Answered | None = None

    def __post_init__(self) -> None:
        if self.pixels.dtype != np.uint8 or self.pixels.shape != (SIDE, SIDE):
            raise BadData(
                f"A picture to store must be uint8 ({SIDE}, {SIDE}); "
                f"this one is {self.pixels.dtype} {self.pixels.shape}."
            )
        if not 0 <= self.label < len(CLASS_NAMES):
            raise BadData(f"A label must be 0-9; this one is {self.label}.")
        if self.original.dtype != np.uint8 or self.original.ndim not in (2, 3):
            raise BadData("The original must be a picture, uint8 (h, w), (h, w, 3) or (h, w, 4).")


@dataclass(frozen=True, eq=False)
class StoredPicture:
    """An item of a store. `holdout`: only for measuring, never for training.

    `when` is seconds since the epoch; `picture` the PNG file of the original.
    """

    id: str
    pixels: NDArray[np.uint8]
    label: int
    kind: InputKind
    file: str
    answered: Answered | None
    when: float
    holdout: bool
    picture: Path

    @property
    def name(self) -> str:
        return CLASS_NAMES[self.label]

    def original(self) -> bytes:
        """Read the reduced original as PNG. Raises BadData if it is missing or damaged."""
        try:
            content = self.picture.read_bytes()
            Image.open(io.BytesIO(content)).load()
        except (OSError, SyntaxError, ValueError) as error:  # SyntaxError: a broken PNG
            raise BadData(
                f"The original of this {self.name} can no longer be read; the 28×28 picture is "
                "intact, and models are still trained on it."
            ) from error
        return content


class PictureStore:
    """Items in a folder; reading creates nothing on disk.

    An item's id is a hash of its original's pixels: the same photo stored again, with another
    outline or label, replaces the earlier item.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.name = folder.name

    def add(self, item: Item) -> str:
        """Store an item, atomically; return its id.

        Raises HomeUnusable if the folder cannot be written.
        """
        return self._put(item, holdout=False)

    def identity(self, item: Item) -> str:
        """Return the id that an item has, or would have, in every store."""
        return _identity(_small(item.original))

    def _put(self, item: Item, holdout: bool) -> str:
        small = _small(item.original)
        id_ = _identity(small)
        record = _record(item, holdout)
        with writing(self._folder):
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            write_whole(self._folder / f"{id_}.png", _png(small))
            write_whole(self._folder / f"{id_}.json", json.dumps(to_json(record)).encode())
        return id_

    def get(self, id_: str) -> StoredPicture | None:
        """Return the item with an id; None if there is none."""
        return _read_picture(self._folder / f"{id_}.json") if _plain(id_) else None

    def items(self) -> tuple[StoredPicture, ...]:
        """Return all items, newest first; `trouble` names the damaged records."""
        return self._read(self._folder)

    def deleted(self) -> tuple[StoredPicture, ...]:
        """Return the deleted items that can be restored, newest first."""
        return self._read(self._folder / DELETED)

    def trouble(self) -> str:
        """Return which pictures have a damaged record, and what to do; empty if none has."""
        intact = {one.id for one in self.items()}
        there = (*self._records(self._folder), *self._records(self._folder / DELETED))
        damaged = [path for path in there if path.stem not in intact and not _read_picture(path)]
        if not damaged:
            return ""
        are = "1 picture has" if len(damaged) == 1 else f"{len(damaged)} pictures have"
        return (
            f"{are} a damaged record and cannot be used: {', '.join(map(str, damaged))}. The "
            "original is next to it, as PNG: add it again with its label, which repairs the record."
        )

    def relabel(self, id_: str, label: int) -> bool:
        """Change an item's label; return False if there is no such item.

        Raises BadData unless the label is 0-9, HomeUnusable if the folder cannot be written.
        """
        path = self._folder / f"{id_}.json"
        if not _plain(id_) or _read_picture(path) is None:
            return False
        if not 0 <= label < len(CLASS_NAMES):
            raise BadData(f"A label must be 0-9; this one is {label}.")
        with writing(self._folder):
            record = json.loads(path.read_text("utf-8")) | {"label": int(label)}
            write_whole(path, json.dumps(record).encode())
        return True

    def delete(self, *ids: str) -> int:
        """Delete items; return how many there were. They can be restored.

        Raises HomeUnusable if the folder cannot be written, as `restore` and `forget` do.
        """
        return self._move(ids, self._folder, self._folder / DELETED)

    def restore(self, *ids: str) -> int:
        """Restore deleted items; return how many there were.

        Items that were stored again in the meantime are left unchanged.
        """
        there = {path.stem for path in self._folder.glob("*.json")}
        return self._move([i for i in ids if i not in there], self._folder / DELETED, self._folder)

    def forget(self) -> int:
        """Remove all deleted items for good; return how many there were."""
        folder = self._folder / DELETED
        records = list(folder.glob("*.json"))
        with writing(self._folder):
            for path in [*records, *folder.glob("*.png")]:
                path.unlink(missing_ok=True)
        return len(records)

    def _move(self, ids: Iterable[str], origin: Path, target: Path) -> int:
        there = [id_ for id_ in ids if _plain(id_) and (origin / f"{id_}.json").exists()]
        with writing(self._folder):
            for id_ in there:
                target.mkdir(parents=True, exist_ok=True, mode=0o700)
                for suffix in (".png", ".json"):  # the record last: without it there is no item
                    if (origin / f"{id_}{suffix}").exists():
                        (origin / f"{id_}{suffix}").replace(target / f"{id_}{suffix}")
        return len(there)

    def _records(self, folder: Path) -> list[Path]:
        return sorted(path for path in folder.glob("*.json") if _plain(path.stem))

    def _read(self, folder: Path) -> tuple[StoredPicture, ...]:
        found = map(_read_picture, self._records(folder))
        return tuple(
            sorted(
                (one for one in found if one),
                key=lambda stored_picture: (-stored_picture.when, stored_picture.id),
            )
        )


def _small(original: NDArray[np.uint8]) -> Image.Image:
    picture = Image.fromarray(original)
    picture.thumbnail((MAX_EDGE, MAX_EDGE))
    return picture


def _identity(small: Image.Image) -> str:
    """Return a hash of a picture's pixels (hex), the same on every machine."""
    head = f"{small.mode} {small.size[0]}x{small.size[1]}\n".encode()
    return hashlib.sha256(head + small.tobytes()).hexdigest()[:24]


def _png(picture: Image.Image) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "PNG", compress_level=4)
    return buffer.getvalue()


def _plain(id_: str) -> bool:
    """Return whether an id is safe to use as part of a path."""
    return id_.isalnum()


@dataclass(frozen=True)
class _Record:
    """A picture's record on disk."""

    pixels: str  # base64
    label: int
    kind: InputKind
    file: str
    answered: Answered | None
    when: float
    holdout: Annotated[bool, StoredAs("held_back")]


def _record(item: Item, holdout: bool) -> _Record:
    return _Record(
        pixels=base64.b64encode(np.ascontiguousarray(item.pixels).tobytes()).decode(),
        label=int(item.label),
        kind=item.kind,
        file=item.file[:MAX_NAME],
        answered=item.answered,
        when=time.time(),
        holdout=holdout,
    )


def _read_picture(path: Path) -> StoredPicture | None:
    try:
        record = parse(_Record, path.read_text("utf-8"))
        pixels = np.frombuffer(base64.b64decode(record.pixels), np.uint8).reshape(SIDE, SIDE)
    except (OSError, ValueError, BadRecord):  # damaged: the other items are unaffected
        return None
    if not 0 <= record.label < len(CLASS_NAMES):
        return None
    return StoredPicture(
        id=path.stem,
        pixels=pixels,
        label=record.label,
        kind=record.kind,
        file=record.file,
        answered=record.answered,
        when=record.when,
        holdout=record.holdout,
        picture=path.with_suffix(".png"),
    )
