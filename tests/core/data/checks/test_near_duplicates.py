"""Near-duplicates: exactly those that a search over all pairs finds."""

import numpy as np
import pytest
from numpy.typing import NDArray

from core.data import Dataset
from core.data.checks import near_duplicates as module
from core.data.checks.near_duplicates import MAX_DISTANCE, at_unit_length, near_duplicates


def by_brute_force(images: NDArray[np.uint8], limit: float) -> set[tuple[int, int]]:
    unit = at_unit_length(images).astype(np.float64)
    apart = np.stack([np.sqrt(((unit - one) ** 2).sum(axis=1)) for one in unit])
    first, second = np.nonzero(np.triu(apart <= limit, k=1))
    return set(zip(first.tolist(), second.tolist(), strict=True))


@pytest.mark.parametrize("limit", [MAX_DISTANCE, 0.3, 0.45])
def test_all_pairs_of_the_exact_search_are_found_and_no_others(tiny: Dataset, limit: float) -> None:
    images = tiny.train.images[:300]
    found = near_duplicates(images, limit)
    pairs = {(int(one), int(other)) for one, other in found.rows}
    assert pairs == by_brute_force(images, limit)
    assert len(pairs) == len(found)
    assert (np.diff(found.distances) >= 0).all()
    assert (found.distances <= limit).all()


def test_pairs_across_bands_are_found_and_the_share_done_grows(
    tiny: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    images, limit = tiny.train.images[:300], 0.45
    whole = near_duplicates(images, limit)
    monkeypatch.setattr(module, "MAX_BAND", 40)
    shares: list[float] = []
    found = near_duplicates(images, limit, shares.append)
    assert np.array_equal(found.rows, whole.rows)
    assert np.array_equal(found.distances, whole.distances)
    assert shares == sorted(shares)
    assert 0 <= shares[0] < shares[-1] <= 1
    assert len(set(shares)) > 8


def test_the_search_ends_when_the_report_raises(
    tiny: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MAX_BAND", 40)
    shares: list[float] = []

    def stop(share: float) -> None:
        shares.append(share)
        if share > 0.5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        near_duplicates(tiny.train.images[:300], on_share=stop)
    assert shares[-1] < 0.6


def test_at_a_wider_limit_there_is_something_to_find(tiny: Dataset) -> None:
    assert len(near_duplicates(tiny.train.images[:300], 0.45)) > 100


def test_a_darker_copy_and_one_with_some_noise_are_near_a_mirrored_one_is_not(
    tiny: Dataset,
) -> None:
    shirt, other = tiny.test.images[:2]
    random = np.random.default_rng(0)
    noisy = np.clip(shirt + random.normal(0, 4, shirt.shape), 0, 255).astype(np.uint8)
    changed = [shirt // 2, noisy]
    images = np.stack([shirt, other, *changed, shirt[:, ::-1].copy() // 2 + 7])
    found = near_duplicates(images)
    assert {tuple(row) for row in found.rows.tolist()} == {(0, 2), (0, 3), (2, 3)}


def test_equal_and_black_pictures_are_at_distance_zero() -> None:
    images = np.zeros((4, 28, 28), np.uint8)
    images[2:, 4:9] = 200
    found = near_duplicates(images)
    assert found.rows.tolist() == [[0, 1], [2, 3]]
    assert found.distances.tolist() == [0, 0]


@pytest.mark.parametrize("n", [0, 1])
def test_fewer_than_two_pictures_have_no_pairs(n: int) -> None:
    assert len(near_duplicates(np.zeros((n, 28, 28), np.uint8))) == 0
