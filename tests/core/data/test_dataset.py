import numpy as np
import pytest

from core.data import CLASS_NAMES, FAMILIES, Split
from core.data.dataset import dataset_hash
from core.errors import BadData

IMAGES = np.zeros((3, 28, 28), np.uint8)
LABELS = np.array([0, 9, 4], np.uint8)


def test_a_split_is_as_long_as_it_has_labels() -> None:
    assert len(Split(IMAGES, LABELS)) == 3


def test_nobody_can_change_a_split_and_the_callers_array_stays_his() -> None:
    images = IMAGES.copy()
    split = Split(images, LABELS)
    with pytest.raises(ValueError, match="read-only"):
        split.images[0, 0, 0] = 1
    images[0, 0, 0] = 1


@pytest.mark.parametrize(
    ("images", "labels", "sentence"),
    [
        (IMAGES.astype(np.float32), LABELS, "these are float32"),
        (IMAGES.reshape(3, 784), LABELS, r"these are uint8 \(3, 784\)"),
        (IMAGES, LABELS.astype(np.int64), "these are int64"),
        (IMAGES, LABELS[:2], r"must be uint8 \(3,\), one a picture"),
        (IMAGES, np.array([0, 1, 10], np.uint8), "one of these is 10"),
    ],
)
def test_a_split_refuses_what_is_not_labelled_pictures(
    images: np.ndarray, labels: np.ndarray, sentence: str
) -> None:
    with pytest.raises(BadData, match=sentence):
        Split(images, labels)


def test_the_hash_changes_with_a_pixel_a_label_or_a_move_between_splits() -> None:
    whole, part = Split(IMAGES, LABELS), Split(IMAGES[:1], LABELS[:1])
    pixel = IMAGES.copy()
    pixel[2, 27, 27] = 1
    hashes = {
        dataset_hash(whole, part, part),
        dataset_hash(part, whole, part),
        dataset_hash(Split(pixel, LABELS), part, part),
        dataset_hash(Split(IMAGES, LABELS[::-1]), part, part),
    }
    assert len(hashes) == 4


def test_the_hash_is_the_same_however_the_arrays_lie_in_memory() -> None:
    padded = np.zeros((3, 28, 56), np.uint8)[:, :, ::2]
    split = Split(IMAGES, LABELS)
    assert dataset_hash(Split(padded, LABELS), split, split) == dataset_hash(split, split, split)


def test_every_class_is_in_one_family() -> None:
    members = [label for family in FAMILIES.values() for label in family]
    assert sorted(members) == list(range(len(CLASS_NAMES)))
