from pathlib import Path

import numpy as np

from core.data import load, load_test
from core.data.dataset import Split
from core.settings import Settings

NO_FILES = Settings(home=Path("/nonexistent"))


def _flat(split: Split) -> np.ndarray:
    return split.images.reshape(len(split), -1) / 255


def test_every_split_of_tiny_is_balanced_and_needs_no_file() -> None:
    tiny = load("tiny", NO_FILES)
    for split, each in ((tiny.train, 60), (tiny.validation, 20), (tiny.test, 20)):
        assert np.bincount(split.labels).tolist() == [each] * 10


def test_tiny_is_deterministic() -> None:
    """Models record its hash: a change in how it is drawn must not go unnoticed."""
    digest = "a6e2e30ea668ef567dda2a465334a7ba03cffb09e6cb8c48df1f55ab4d9d2120"
    assert load("tiny", NO_FILES).hash == digest


def test_the_test_split_is_the_same_when_loaded_alone() -> None:
    whole, alone = load("tiny", NO_FILES).test, load_test("tiny", NO_FILES)
    assert (whole.images == alone.images).all()
    assert (whole.labels == alone.labels).all()


def test_no_two_pictures_are_equal_within_or_between_splits() -> None:
    tiny = load("tiny", NO_FILES)
    pictures = [p.tobytes() for s in (tiny.train, tiny.validation, tiny.test) for p in s.images]
    assert len(set(pictures)) == 1000


def test_garments_are_bright_on_black_and_stay_within_the_frame() -> None:
    images = load("tiny", NO_FILES).train.images
    ink = (images > 0).mean(axis=(1, 2))
    assert ink.min() > 0.1
    assert ink.max() < 0.85
    assert (images[:, [0, 0, -1, -1], [0, -1, 0, -1]] == 0).mean() > 0.95  # corners
    assert images.max() > 230


def test_a_nearest_mean_classifier_distinguishes_the_ten_classes() -> None:
    tiny = load("tiny", NO_FILES)
    train = _flat(tiny.train)
    means = np.stack([train[tiny.train.labels == label].mean(axis=0) for label in range(10)])
    distances = ((_flat(tiny.validation)[:, None] - means) ** 2).sum(axis=2)
    assert (distances.argmin(axis=1) == tiny.validation.labels).mean() > 0.9
