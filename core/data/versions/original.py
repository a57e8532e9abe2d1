"""v1: Fashion-MNIST as published. Read from data/raw, never written to."""

import numpy as np

from core.data.dataset import Dataset, Split
from core.data.fashion_mnist import published
from core.data.split import SPLIT_SEED, VALIDATION_PER_CLASS, validation_mask
from core.data.versions.pictures import Part, Pictures, as_dataset
from core.errors import DataUnavailable
from core.settings import Settings

NAME = "v1"
# SHA-256 of all pixels and labels of the three splits: `Dataset.hash`.
HASH = "1f86055df7c04a4b63ec8a461d22fe1d01a15d0348ee60ec5becdf04c44d4e4b"


def original_pictures(settings: Settings) -> Pictures:
    """Read all pictures of v1, verified by hash. Raises DataUnavailable and BadData."""
    images = _read(settings, published.TRAIN_IMAGES)
    labels = _read(settings, published.TRAIN_LABELS)
    test = original_test(settings)
    parts = np.full(len(labels) + len(test), Part.TEST, np.uint8)
    holdout = validation_mask(labels, VALIDATION_PER_CLASS, SPLIT_SEED)
    parts[: len(labels)] = np.where(holdout, Part.VALIDATION, Part.TRAIN)
    return Pictures(
        images=np.concatenate([images, test.images]),
        labels=np.concatenate([labels, test.labels]),
        parts=parts,
        excluded=np.zeros(len(parts), bool),
    )


def original(settings: Settings) -> Dataset:
    """Load v1. Raises as `original_pictures` does."""
    return as_dataset(original_pictures(settings), NAME, SPLIT_SEED)


def original_test(settings: Settings) -> Split:
    """Read the test split of v1 alone. Raises as `original_pictures` does."""
    return Split(_read(settings, published.TEST_IMAGES), _read(settings, published.TEST_LABELS))


def _read(settings: Settings, file: published.PublishedFile) -> np.ndarray:
    try:
        return published.read(settings.raw, file)
    except FileNotFoundError:
        raise DataUnavailable(
            f"{file.name} is not in {settings.raw}. "
            "Get the dataset with “make run” or “python -m core data fetch”."
        ) from None
