"""Checks for pictures that occur more than once, exactly or nearly."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from core.data.checks.near_duplicates import MAX_DISTANCE
from core.data.checks.result import Finding, Subject, of_pairs
from core.data.versions.pictures import Part, Pictures
from core.text import counted

Pair = tuple[int, int]


def duplicates_within(subject: Subject, threshold: float) -> Finding:
    """Count the pairs of equal pictures in one split."""
    pairs = [pair for pair in _equal(subject) if not _across(subject.pictures, pair)]
    words = f"{counted(len(pairs), 'picture')} that the same split has once more."
    return _finding(pairs, threshold, words, "No picture is twice in a split.")


def duplicates_across(subject: Subject, threshold: float) -> Finding:
    """Count the pairs of equal pictures in two splits."""
    pairs = [pair for pair in _equal(subject) if _across(subject.pictures, pair)]
    words = f"{counted(len(pairs), 'picture')} that another split has too."
    return _finding(pairs, threshold, words, "No picture is in two splits.")


def leaks(subject: Subject, threshold: float) -> Finding:
    """Count the pairs of near-duplicates in two splits; those of test pictures come first."""
    pictures = subject.pictures
    pairs = [_test_first(pictures, pair) for pair in _near(subject) if _across(pictures, pair)]
    pairs.sort(key=lambda pair: -int(pictures.parts[pair[0]]))
    test = {one for one, _ in pairs if pictures.parts[one] == Part.TEST}
    words = (
        f"{counted(len(pairs), 'pair')} of near-duplicates in two splits; "
        f"{counted(len(test), 'test picture')} among them."
    )
    return _finding(pairs, threshold, words, "No picture has a near-duplicate in another split.")


def conflicting_labels(subject: Subject, threshold: float) -> Finding:
    """Count the near-duplicates with different labels."""
    labels = subject.pictures.labels
    pairs = [pair for pair in _near(subject) if labels[pair[0]] != labels[pair[1]]]
    words = f"{counted(len(pairs), 'pair')} of near-duplicates with different labels."
    return _finding(pairs, threshold, words, "All near-duplicates have the same label.")


def leaked(subject: Subject) -> NDArray[np.intp]:
    """Return the numbers of the test pictures that have a near-duplicate in the train split."""
    parts = subject.pictures.parts
    rows = subject.near.rows
    pairs = np.concatenate([rows, rows[:, ::-1]])
    chosen = (parts[pairs[:, 0]] == Part.TEST) & (parts[pairs[:, 1]] == Part.TRAIN)
    return np.unique(pairs[chosen, 0]).astype(np.intp)


def near_duplicate_words() -> str:
    """Return what near-duplicates are, for people."""
    return (
        f"Near-duplicates: at most {MAX_DISTANCE} apart when both pictures are scaled to length 1. "
        "Most show the same product, brighter, darker or with another print."
    )


def _equal(subject: Subject) -> list[Pair]:
    """Return each picture that occurred before, with its first occurrence in front."""
    first: dict[bytes, int] = {}
    images = subject.pictures.images
    found = ((first.setdefault(images[n].tobytes(), n), n) for n in subject.members.tolist())
    return [(one, other) for one, other in found if one != other]


def _near(subject: Subject) -> list[Pair]:
    return [(int(one), int(other)) for one, other in subject.near.rows]


def _across(pictures: Pictures, pair: Pair) -> bool:
    return bool(pictures.parts[pair[0]] != pictures.parts[pair[1]])


def _test_first(pictures: Pictures, pair: Pair) -> Pair:
    one, other = sorted(pair, key=lambda number: -int(pictures.parts[number]))
    return one, other


def _finding(pairs: Sequence[Pair], threshold: float, wrong: str, right: str) -> Finding:
    return of_pairs(len(pairs) <= threshold, wrong if pairs else right, len(pairs), pairs)
