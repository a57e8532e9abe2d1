import numpy as np
import pytest

from core.data import CLASS_NAMES, FAMILIES, Split
from core.data.dataset import dataset_hash
from core.errors import BadData

IMAGES = np.zeros((3, 28, 28), np.uint8)
LABELS = np.array([0, 9, 4], np.uint8)


def test_the_length_of_a_split_is_its_number_of_labels() -> None:
    assert len(Split(IMAGES, LABELS)) == 3


def test_a_split_is_read_only_and_the_callers_array_stays_writable() -> None:
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
        (IMAGES, LABELS[:2], r"must be uint8 \(3,\), one per picture"),
        (IMAGES, np.array([0, 1, 10], np.uint8), "one of these is 10"),
    ],
)
def test_a_split_refuses_wrong_types_shapes_and_labels(
    images: np.ndarray, labels: np.ndarray, sentence: str
) -> None:
    with pytest.raises(BadData, match=sentence):
        Split(images, labels)


def test_the_hash_depends_on_pixels_labels_and_the_assignment_to_splits() -> None:
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


def test_the_hash_does_not_depend_on_the_memory_layout() -> None:
    padded = np.zeros((3, 28, 56), np.uint8)[:, :, ::2]
    split = Split(IMAGES, LABELS)
    assert dataset_hash(Split(padded, LABELS), split, split) == dataset_hash(split, split, split)


def test_every_class_is_in_exactly_one_family() -> None:
    members = [label for family in FAMILIES.values() for label in family]
    assert sorted(members) == list(range(len(CLASS_NAMES)))
