import hashlib

import numpy as np

from core.data.split import validation_mask

LABELS = (np.arange(1000) % 10).astype(np.uint8)


def test_every_class_has_the_same_number_of_validation_pictures() -> None:
    uneven = np.repeat(np.arange(10), np.arange(20, 120, 10)).astype(np.uint8)
    chosen = uneven[validation_mask(uneven, 15, seed=3)]
    assert np.bincount(chosen).tolist() == [15] * 10


def test_the_validation_split_never_changes() -> None:
    """Otherwise pictures that a past run validated on would be trained on by the next."""
    chosen = np.flatnonzero(validation_mask(LABELS, 7, seed=1))
    assert chosen[:8].tolist() == [2, 9, 36, 61, 75, 85, 93, 176]
    digest = hashlib.sha256(chosen.astype("<i8").tobytes()).hexdigest()
    assert digest == "40d8eeded6e4f2b521411c2fa2c742ce46acca479a703756da861eb33088db2c"


def test_another_seed_gives_another_split() -> None:
    first, second = (validation_mask(LABELS, 7, seed) for seed in (1, 2))
    assert (first & second).sum() < 20


def test_validation_pictures_are_spread_over_the_whole_file() -> None:
    chosen = np.flatnonzero(validation_mask(LABELS, 50, seed=1))
    assert abs(chosen.mean() - 500) < 40
