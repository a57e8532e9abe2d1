import hashlib

import numpy as np

from core.data.split import validation_mask

LABELS = (np.arange(1000) % 10).astype(np.uint8)


def test_each_class_gives_the_same_number_whatever_its_share() -> None:
    uneven = np.repeat(np.arange(10), np.arange(20, 120, 10)).astype(np.uint8)
    chosen = uneven[validation_mask(uneven, 15, seed=3)]
    assert np.bincount(chosen).tolist() == [15] * 10


def test_the_choice_is_pinned_for_all_time() -> None:
    """A split that moves would put validation pictures of yesterday into training today."""
    chosen = np.flatnonzero(validation_mask(LABELS, 7, seed=1))
    assert chosen[:8].tolist() == [2, 9, 36, 61, 75, 85, 93, 176]
    digest = hashlib.sha256(chosen.astype("<i8").tobytes()).hexdigest()
    assert digest == "40d8eeded6e4f2b521411c2fa2c742ce46acca479a703756da861eb33088db2c"


def test_another_seed_chooses_others() -> None:
    first, second = (validation_mask(LABELS, 7, seed) for seed in (1, 2))
    assert (first & second).sum() < 20


def test_the_choice_is_spread_over_the_whole_file() -> None:
    chosen = np.flatnonzero(validation_mask(LABELS, 50, seed=1))
    assert abs(chosen.mean() - 500) < 40
