"""All pictures of a dataset in one row, each with a number that never changes."""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from core.data.dataset import Dataset, Split, dataset_hash
from core.data.fashion_mnist import published


class Part(IntEnum):
    """The split that a picture belongs to."""

    TRAIN = 0
    VALIDATION = 1
    TEST = 2


@dataclass(frozen=True, eq=False)
class Pictures:
    """The pictures of a dataset version; the position in the arrays is the picture's number.

    First come the published training pictures in the order of their file (validation among them),
    then the test pictures, then those that a version added. images: uint8 (n, 28, 28). labels:
    uint8 (n,). parts: uint8 (n,), a `Part` each. excluded: bool (n,), pictures that the version
    leaves out.
    """

    images: NDArray[np.uint8]
    labels: NDArray[np.uint8]
    parts: NDArray[np.uint8]
    excluded: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.labels)

    def members(self, part: Part) -> NDArray[np.intp]:
        """Return the numbers of the pictures in a split, without the excluded ones."""
        return np.flatnonzero((self.parts == part) & ~self.excluded)


def split_of(pictures: Pictures, part: Part) -> Split:
    chosen = pictures.members(part)
    return Split(pictures.images[chosen], pictures.labels[chosen])


def as_dataset(pictures: Pictures, name: str, split_seed: int) -> Dataset:
    """Return the three splits as a dataset, with the hash of their contents."""
    train, validation, test = (split_of(pictures, part) for part in Part)
    digest = dataset_hash(train, validation, test)
    return Dataset(name, digest, train, validation, test, split_seed)


def first_test() -> int:
    """Return the number of the first test picture: 60,000."""
    return published.TRAIN_LABELS.shape[0]


def first_added() -> int:
    """Return the number of the first picture that a version added: 70,000."""
    return first_test() + published.TEST_LABELS.shape[0]


def picture_name(number: int) -> str:
    """Return a picture's name: its file's split and its position there, "train 45592"."""
    for start, kind in ((first_added(), "added"), (first_test(), "test")):
        if number >= start:
            return f"{kind} {number - start}"
    return f"train {number}"
