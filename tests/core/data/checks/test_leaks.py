import numpy as np

from core.data.checks.leaks import leak_effect
from core.data.versions.pictures import Part, Pictures


def two_hundred_test_pictures() -> tuple[Pictures, np.ndarray]:
    """Pictures 0-99 to train on, 100-299 to test on, and correct predictions for all."""
    parts = np.repeat([Part.TRAIN, Part.TEST], [100, 200]).astype(np.uint8)
    labels = (np.arange(300) % 10).astype(np.uint8)
    images = np.zeros((300, 28, 28), np.uint8)
    return Pictures(images, labels, parts, np.zeros(300, bool)), labels.copy()


def test_leaks_that_flatter_a_model_are_reported() -> None:
    pictures, predicted = two_hundred_test_pictures()
    predicted[140:260] = 11  # half of the others are wrong, no leaked one is
    effect = leak_effect(pictures, predicted, range(100, 140))
    assert (effect.n, effect.leaked) == (200, 40)
    assert (effect.accuracy.value, effect.without.value) == (80 / 200, 40 / 160)
    assert effect.accuracy.low < 0.4 < effect.accuracy.high
    words = effect.in_words()
    assert "without the 40 pictures that have a near-duplicate in train" in words
    assert "15.00 points less, more than chance explains." in words


def test_leaks_that_change_nothing_are_said_to_be_chance() -> None:
    pictures, predicted = two_hundred_test_pictures()
    predicted[100:300:10] = 11
    effect = leak_effect(pictures, predicted, range(101, 110))
    assert "no more than chance explains." in effect.in_words()


def test_without_leaks_there_is_one_accuracy() -> None:
    pictures, predicted = two_hundred_test_pictures()
    effect = leak_effect(pictures, predicted, ())
    assert effect.accuracy == effect.without
    assert "no test picture has a near-duplicate" in effect.in_words()


def test_excluded_test_pictures_are_not_counted() -> None:
    pictures, predicted = two_hundred_test_pictures()
    pictures.excluded[100:110] = True
    assert leak_effect(pictures, predicted, (105, 120)).n == 190
    assert leak_effect(pictures, predicted, (105, 120)).leaked == 1
