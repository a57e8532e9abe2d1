"""The wardrobe as training data: added to a dataset version, as a version of its own."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.data.dataset import SIDE, Dataset, Split, dataset_hash
from core.data.user_pictures.cases import Reserved
from core.data.user_pictures.store import StoredPicture

SUFFIX = "+wardrobe"
USES = ("train", "holdout", "excluded")


@dataclass(frozen=True)
class WardrobeSplit:
    """The items of a wardrobe by their use.

    `excluded` are pictures of the dataset's own validation or test split, and cases that are not
    held out anyway: a model trained on them, or measured on them twice, would look better than it
    is.
    """

    train: tuple[StoredPicture, ...]
    holdout: tuple[StoredPicture, ...]
    excluded: tuple[StoredPicture, ...]


def split_wardrobe(
    items: Sequence[StoredPicture], dataset: Dataset, reserved: Reserved
) -> WardrobeSplit:
    """Divide the items of a wardrobe into train, holdout and excluded."""
    measured = {
        picture.tobytes()
        for split in (dataset.validation, dataset.test)
        for picture in split.images
    }

    def use(one: StoredPicture) -> str:
        if one.pixels.tobytes() in measured:
            return "excluded"
        if one.holdout:  # measures models, as cases do
            return "holdout"
        return "excluded" if one in reserved else "train"

    uses = {one.id: use(one) for one in items}
    return WardrobeSplit(
        *(tuple(one for one in items if uses[one.id] == name) for name in USES),
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
    ids = tuple(sorted(one.id for one in items))
    return Dataset(name, digest, train, dataset.validation, dataset.test, dataset.split_seed, ids)


def base_of(name: str) -> str:
    """Return the name of the dataset version without the wardrobe."""
    return name.removesuffix(SUFFIX)
