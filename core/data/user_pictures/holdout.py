"""The wardrobe as something to learn from: beside a dataset version, as a version of its own."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.data.dataset import SIDE, Dataset, Split, dataset_hash
from core.data.user_pictures.store import Kept

SUFFIX = "+wardrobe"


@dataclass(frozen=True)
class Lessons:
    """The items of a wardrobe by what may be done with them.

    `reserved` are pictures of the dataset's own validation or test split: a model that learned from
    them, or was measured on them twice, would look better than it is.
    """

    learnt: tuple[Kept, ...]
    held_back: tuple[Kept, ...]
    reserved: tuple[Kept, ...]


def lessons(items: Sequence[Kept], dataset: Dataset) -> Lessons:
    """Divide the items of a wardrobe, each by the side that it was given."""
    kept_apart = {
        picture.tobytes()
        for split in (dataset.validation, dataset.test)
        for picture in split.images
    }
    reserved = tuple(one for one in items if one.pixels.tobytes() in kept_apart)
    free = tuple(one for one in items if one.pixels.tobytes() not in kept_apart)
    return Lessons(
        learnt=tuple(one for one in free if not one.held_back),
        held_back=tuple(one for one in free if one.held_back),
        reserved=reserved,
    )


def as_split(items: Sequence[Kept]) -> Split:
    """Return the items as arrays, in the order of their ids, so that the same make the same."""
    ordered = sorted(items, key=lambda one: one.id)
    images = np.array([one.pixels for one in ordered], np.uint8).reshape(-1, SIDE, SIDE)
    return Split(images, np.array([one.label for one in ordered], np.uint8))


def extended(dataset: Dataset, items: Sequence[Kept]) -> Dataset:
    """Return the dataset with items among its training pictures, under a name and hash of its own.

    Validation and test split stay as they are.
    """
    more = as_split(items)
    train = Split(
        np.concatenate([dataset.train.images, more.images]),
        np.concatenate([dataset.train.labels, more.labels]),
    )
    digest = dataset_hash(train, dataset.validation, dataset.test)
    name = f"{base_of(dataset.name)}{SUFFIX}"
    return Dataset(name, digest, train, dataset.validation, dataset.test, dataset.split_seed)


def base_of(name: str) -> str:
    """Name the dataset version that lies under one with the wardrobe."""
    return name.removesuffix(SUFFIX)
