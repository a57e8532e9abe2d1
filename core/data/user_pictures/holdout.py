"""The wardrobe as training data: added to a dataset version, as a version of its own."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.data.dataset import SIDE, Dataset, Split, dataset_hash
from core.data.user_pictures.store import StoredPicture

SUFFIX = "+wardrobe"


@dataclass(frozen=True)
class WardrobeSplit:
    """The items of a wardrobe by their use.

    `excluded` are pictures of the dataset's own validation or test split: a model trained on them,
    or measured on them twice, would look better than it is.
    """

    train: tuple[StoredPicture, ...]
    holdout: tuple[StoredPicture, ...]
    excluded: tuple[StoredPicture, ...]


def split_wardrobe(items: Sequence[StoredPicture], dataset: Dataset) -> WardrobeSplit:
    """Divide the items of a wardrobe into train, holdout and excluded."""
    measured = {
        picture.tobytes()
        for split in (dataset.validation, dataset.test)
        for picture in split.images
    }
    excluded = tuple(one for one in items if one.pixels.tobytes() in measured)
    free = tuple(one for one in items if one.pixels.tobytes() not in measured)
    return WardrobeSplit(
        train=tuple(one for one in free if not one.holdout),
        holdout=tuple(one for one in free if one.holdout),
        excluded=excluded,
    )


def as_split(items: Sequence[StoredPicture]) -> Split:
    """Return the items as arrays, ordered by id, so that the same items give the same arrays."""
    ordered = sorted(items, key=lambda one: one.id)
    images = np.array([one.pixels for one in ordered], np.uint8).reshape(-1, SIDE, SIDE)
    return Split(images, np.array([one.label for one in ordered], np.uint8))


def extended(dataset: Dataset, items: Sequence[StoredPicture]) -> Dataset:
    """Return the dataset with items added to its training split, with its own name and hash.

    The validation and test splits are unchanged.
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
    """Return the name of the dataset version without the wardrobe."""
    return name.removesuffix(SUFFIX)
