"""What differs between two versions, picture by picture."""

from dataclasses import dataclass

from core.data.versions.changes import Changes
from core.data.versions.pictures import Pictures


@dataclass(frozen=True)
class Relabelled:
    """A picture with another label in the later version."""

    picture: int
    before: int
    after: int


@dataclass(frozen=True)
class Difference:
    """From one version to another. All pictures by number, in order.

    `returned` were excluded before and are not any more. `added` have their numbers in the later
    version, `removed` theirs in the earlier one.
    """

    relabelled: tuple[Relabelled, ...]
    excluded: tuple[int, ...]
    returned: tuple[int, ...]
    added: tuple[int, ...]
    removed: tuple[int, ...]

    def __bool__(self) -> bool:
        return any(
            (self.relabelled, self.excluded, self.returned, self.added, self.removed),
        )


def difference(original: Pictures, before: Changes, after: Changes) -> Difference:
    """Compare two versions, given the pictures of v1 and what each version changes of it."""
    first = len(original)
    old, new = _added(before, first), _added(after, first)
    there = sorted(number for number in {*before.relabelled, *after.relabelled} if number < first)
    pairs = [
        Relabelled(number, _label(original, before, number), _label(original, after, number))
        for number in there
    ]
    return Difference(
        relabelled=tuple(one for one in pairs if one.before != one.after),
        excluded=tuple(sorted(after.excluded - before.excluded)),
        returned=tuple(sorted(before.excluded - after.excluded)),
        added=tuple(sorted(number for key, number in new.items() if key not in old)),
        removed=tuple(sorted(number for key, number in old.items() if key not in new)),
    )


def _label(original: Pictures, changes: Changes, number: int) -> int:
    return int(changes.relabelled.get(number, original.labels[number]))


def _added(changes: Changes, first: int) -> dict[tuple[bytes, int], int]:
    """Return the number of each added picture by its pixels and its label."""
    added = changes.added
    found = {}
    for place, (image, label) in enumerate(zip(added.images, added.labels, strict=True)):
        number = first + place
        found[image.tobytes(), int(changes.relabelled.get(number, label))] = number
    return found
