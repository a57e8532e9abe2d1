"""What a version changes of v1: pictures relabelled, excluded and added.

The changes are always those against v1, not against the parent, so that a version can be read, and
copied to another home, without any other.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from core.data.classes import CLASS_NAMES
from core.data.dataset import SIDE
from core.data.versions.pictures import Part, Pictures, picture_name
from core.errors import BadData


def _no_images() -> NDArray[np.uint8]:
    return np.zeros((0, SIDE, SIDE), np.uint8)


@dataclass(frozen=True, eq=False)
class Added:
    """Pictures that are in no file of v1: uint8 (n, 28, 28), with a label and an origin each."""

    images: NDArray[np.uint8] = field(default_factory=_no_images)
    labels: tuple[int, ...] = ()
    origins: tuple[str, ...] = ()  # such as a file's name

    def __post_init__(self) -> None:
        if self.images.dtype != np.uint8 or self.images.shape[1:] != (SIDE, SIDE):
            raise BadData(f"Added pictures must be uint8 (n, {SIDE}, {SIDE}).")
        if not len(self.images) == len(self.labels) == len(self.origins):
            raise BadData("Every added picture needs a label and an origin.")
        for label in self.labels:
            _require_label(label)

    def __len__(self) -> int:
        return len(self.labels)

    def with_more(self, more: "Added") -> "Added":
        """Return these and more, each picture once: of equal pictures the first stays."""
        images = np.concatenate([self.images, more.images])
        labels, origins = (*self.labels, *more.labels), (*self.origins, *more.origins)
        first: dict[bytes, int] = {}
        for place, image in enumerate(images):
            first.setdefault(image.tobytes(), place)
        kept = sorted(first.values())
        return Added(
            images[kept], tuple(labels[one] for one in kept), tuple(origins[one] for one in kept)
        )


@dataclass(frozen=True, eq=False)
class Changes:
    """The overlay of a version. `relabelled` has the new label by the picture's number."""

    relabelled: Mapping[int, int] = field(default_factory=dict)
    excluded: frozenset[int] = frozenset()
    added: Added = field(default_factory=Added)

    def __bool__(self) -> bool:
        return bool(self.relabelled or self.excluded or len(self.added))

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Changes)
            and dict(self.relabelled) == dict(other.relabelled)
            and self.excluded == other.excluded
            and (self.added.labels, self.added.origins) == (other.added.labels, other.added.origins)
            and np.array_equal(self.added.images, other.added.images)
        )

    def with_labels(self, labels: Mapping[int, int]) -> "Changes":
        """Return the changes with more pictures relabelled; these are not excluded any more."""
        relabelled = {**self.relabelled, **labels}
        return replace(self, relabelled=relabelled, excluded=self.excluded - set(labels))

    def without(self, numbers: frozenset[int]) -> "Changes":
        """Return the changes with more pictures excluded."""
        return replace(self, excluded=self.excluded | numbers)

    def with_added(self, more: Added) -> "Changes":
        return replace(self, added=self.added.with_more(more))


def applied(pictures: Pictures, changes: Changes) -> Pictures:
    """Return the pictures of v1 with the changes of a version.

    Raises BadData if a change names a picture or a class that does not exist, or leaves a class
    without a picture to train on.
    """
    total = len(pictures) + len(changes.added)
    for number in (*changes.relabelled, *changes.excluded):
        if not 0 <= number < total:
            raise BadData(
                f"There is no picture with the number {number}: they go from 0 to {total - 1}."
            )
    labels = np.concatenate([pictures.labels, np.array(changes.added.labels, np.uint8)])
    for number, label in changes.relabelled.items():
        labels[number] = _require_label(label)
    excluded = np.zeros(total, bool)
    excluded[sorted(changes.excluded)] = True
    parts = np.full(total, Part.TRAIN, np.uint8)
    parts[: len(pictures)] = pictures.parts
    changed = Pictures(
        np.concatenate([pictures.images, changes.added.images]), labels, parts, excluded
    )
    _require_every_class(changed)
    return changed


def effective(pictures: Pictures, changes: Changes) -> Changes:
    """Return the changes without those that change nothing: a relabelling to the label it had."""
    labels = (*pictures.labels.tolist(), *changes.added.labels)
    return replace(
        changes,
        relabelled={
            number: label
            for number, label in sorted(changes.relabelled.items())
            if not 0 <= number < len(labels) or labels[number] != label
        },
    )


def _require_label(label: int) -> int:
    if not 0 <= label < len(CLASS_NAMES):
        raise BadData(f"A label must be 0-{len(CLASS_NAMES) - 1}; this one is {label}.")
    return label


def _require_every_class(pictures: Pictures) -> None:
    for part in Part:
        there = np.bincount(pictures.labels[pictures.members(part)], minlength=len(CLASS_NAMES))
        for label in np.flatnonzero(there == 0):
            raise BadData(
                f"No {CLASS_NAMES[label]} would be left in the {part.name.lower()} split. "
                f"Keep at least one: {picture_name(_first_of(pictures, part, int(label)))}."
            )


def _first_of(pictures: Pictures, part: Part, label: int) -> int:
    """Return the first picture of a split that had this label, or the first one of the split."""
    of_class = np.flatnonzero((pictures.parts == part) & (pictures.labels == label))
    return int(of_class[0]) if len(of_class) else int(np.flatnonzero(pictures.parts == part)[0])
