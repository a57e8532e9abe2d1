import numpy as np

from core.data.versions.changes import Added, Changes
from core.data.versions.difference import Relabelled, difference
from core.data.versions.pictures import Pictures

ORIGINAL = Pictures(
    np.zeros((5, 28, 28), np.uint8),
    np.array([0, 1, 2, 3, 4], np.uint8),
    np.zeros(5, np.uint8),
    np.zeros(5, bool),
)


def added(*values: int) -> Added:
    images = np.array([np.full((28, 28), value) for value in values], np.uint8)
    return Added(images, tuple(0 for _ in values), tuple(str(value) for value in values))


def test_a_difference_names_every_picture_that_changed_either_way() -> None:
    before = Changes({1: 9, 2: 8}, frozenset({3}), added(10, 20))
    after = Changes({1: 9, 2: 7, 4: 0}, frozenset({0}), added(20, 30))
    found = difference(ORIGINAL, before, after)
    assert found.relabelled == (Relabelled(2, 8, 7), Relabelled(4, 4, 0))
    assert (found.excluded, found.returned) == ((0,), (3,))
    assert (found.added, found.removed) == ((6,), (5,))
    assert bool(found)


def test_back_to_the_original_label_is_a_difference_and_equal_versions_have_none() -> None:
    changes = Changes({1: 9}, frozenset({3}), added(10))
    assert difference(
        ORIGINAL, changes, Changes(excluded=frozenset({3}), added=added(10))
    ).relabelled == (Relabelled(1, 9, 1),)
    assert not difference(ORIGINAL, changes, changes)
