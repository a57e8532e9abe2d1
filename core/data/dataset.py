"""Labelled pictures as arrays: one split, and a dataset of three."""

import hashlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.data.classes import CLASS_NAMES
from core.errors import BadData

SIDE = 28  # pixels


@dataclass(frozen=True, eq=False)
class Split:
    """Pictures with their labels, read-only so that they can be shared safely.

    images: uint8 (n, 28, 28), ink bright on black. labels: uint8 (n,), 0-9.
    Raises BadData for other shapes, types or labels.
    """

    images: NDArray[np.uint8]
    labels: NDArray[np.uint8]

    def __post_init__(self) -> None:
        if self.images.dtype != np.uint8 or self.images.shape[1:] != (SIDE, SIDE):
            raise BadData(
                f"Pictures must be uint8 (n, {SIDE}, {SIDE}); "
                f"these are {self.images.dtype} {self.images.shape}."
            )
        if self.labels.dtype != np.uint8 or self.labels.shape != self.images.shape[:1]:
            raise BadData(
                f"Labels must be uint8 ({len(self.images)},), one per picture; "
                f"these are {self.labels.dtype} {self.labels.shape}."
            )
        if self.labels.size and self.labels.max() >= len(CLASS_NAMES):
            raise BadData(f"Labels must be 0-9; one of these is {self.labels.max()}.")
        object.__setattr__(self, "images", _read_only(self.images))
        object.__setattr__(self, "labels", _read_only(self.labels))

    def __len__(self) -> int:
        return len(self.labels)


@dataclass(frozen=True, eq=False)
class Dataset:
    """The three splits of one dataset version, and the hash of their contents.

    `user_pictures` are the ids of the wardrobe's pictures in the training split.
    """

    name: str
    hash: str
    train: Split
    validation: Split
    test: Split
    split_seed: int
    user_pictures: tuple[str, ...] = ()


def dataset_hash(train: Split, validation: Split, test: Split) -> str:
    """Return the SHA-256 (hex) over every pixel and label, split by split, in order.

    The same on every machine, as uint8 has no byte order.
    """
    digest = hashlib.sha256()
    for name, split in (("train", train), ("validation", validation), ("test", test)):
        digest.update(f"{name} {len(split)}\n".encode())
        digest.update(np.ascontiguousarray(split.images).data)
        digest.update(np.ascontiguousarray(split.labels).data)
    return digest.hexdigest()


def _read_only(array: NDArray[np.uint8]) -> NDArray[np.uint8]:
    view = array.view()  # leaves the caller's own array writable
    view.flags.writeable = False
    return view
