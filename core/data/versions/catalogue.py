"""The dataset versions by name, and how each is loaded."""

import numpy as np
from numpy.typing import NDArray

from core.data.dataset import Dataset, Split, dataset_hash
from core.data.fashion_mnist import published
from core.data.split import SPLIT_SEED, VALIDATION_PER_CLASS, validation_mask
from core.data.user_pictures.cases import Cases
from core.data.user_pictures.holdout import SUFFIX, base_of, extended, split_wardrobe
from core.data.user_pictures.wardrobe import Wardrobe
from core.errors import DataUnavailable
from core.settings import Settings

# Names for display. A dataset with the wardrobe counts as a version: see `load`.
TITLES: dict[str, str] = {
    "v1": "Fashion-MNIST",
    "tiny": "Tiny",
    f"v1{SUFFIX}": "Fashion-MNIST and the wardrobe",
    f"tiny{SUFFIX}": "Tiny and the wardrobe",
}
DATASETS: dict[str, str] = {
    "v1": "Fashion-MNIST as published: 60,000 pictures to train on, 10,000 to test on.",
    "tiny": "1,000 garments drawn by code, for a quick try: trains in seconds, has no real photos.",
}


def load(name: str, settings: Settings) -> Dataset:
    """Load a dataset version with its train, validation and test split.

    "v1" has 55,000, 5,000 and 10,000 pictures, "tiny" 600, 200 and 200. With the suffix "+wardrobe"
    the training split also has the wardrobe's current pictures that are not held out, and the hash
    reflects them. Files are verified by hash at every load, which takes a tenth of the time of
    decompressing them. Nothing is fetched. Raises DataUnavailable (unknown name, or missing files)
    and BadData.
    """
    if name in TITLES and name.endswith(SUFFIX):
        base = load(base_of(name), settings)
        reserved = Cases(settings).reserved()
        return extended(base, split_wardrobe(Wardrobe(settings).items(), base, reserved).train)
    if _known(name) == "tiny":
        from core.data.synthetic import tiny

        return tiny()
    images = _read(settings, published.TRAIN_IMAGES)
    labels = _read(settings, published.TRAIN_LABELS)
    holdout = validation_mask(labels, VALIDATION_PER_CLASS, SPLIT_SEED)
    train = Split(images[~holdout], labels[~holdout])
    validation = Split(images[holdout], labels[holdout])
    test = load_test(name, settings)
    digest = dataset_hash(train, validation, test)
    return Dataset(name, digest, train, validation, test, SPLIT_SEED)


def load_test(name: str, settings: Settings) -> Split:
    """Load only the test split, for a page that shows one picture and does not need the 60,000.

    Raises as `load` does.
    """
    if _known(base_of(name)) == "tiny":
        from core.data.synthetic import tiny_test

        return tiny_test()
    return Split(
        _read(settings, published.TEST_IMAGES),
        _read(settings, published.TEST_LABELS),
    )


def _known(name: str) -> str:
    if name not in DATASETS:
        raise DataUnavailable(
            f"There is no dataset named “{name}”. Choose one of: {', '.join(DATASETS)}."
        )
    return name


def _read(settings: Settings, file: published.PublishedFile) -> NDArray[np.uint8]:
    try:
        return published.read(settings.raw, file)
    except FileNotFoundError:
        raise DataUnavailable(
            f"{file.name} is not in {settings.raw}. "
            "Get the dataset with “make run” or “python -m core data fetch”."
        ) from None
