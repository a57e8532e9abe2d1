"""What people decided about labels: an append-only record, in which the latest entry counts."""

import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from core.data.classes import CLASS_NAMES
from core.data.versions.changes import Changes
from core.data.versions.pictures import first_added
from core.errors import HomeUnusable, because
from core.files import locked, settle, writing
from core.interval import Interval, wilson
from core.record_lines import RecordLines
from core.records import to_json
from core.settings import Settings
from core.text import counted


class Decision(StrEnum):
    RELABEL = "relabel"
    KEEP = "keep"
    EXCLUDE = "exclude"
    OPEN = "leave open"
    UNDONE = "undone"  # the picture has no verdict any more


@dataclass(frozen=True)
class Verdict:
    """One entry. `when` is seconds since the epoch; `id` is given by who asks for it to be kept.

    Raises ValueError for a picture or a label that does not exist.
    """

    id: str
    picture: int  # number of a published picture
    label: int  # the label it had
    decision: Decision
    author: str
    when: float
    data: str  # name of the dataset version that was judged
    relabelled: int | None = None  # the new label
    suggested: int | None = None  # by the audit; None if it did not accuse this picture
    reason: str = ""

    def __post_init__(self) -> None:
        if not 0 <= self.picture < first_added():
            raise ValueError(f"there is no published picture {self.picture}")
        for label in (self.label, self.relabelled, self.suggested):
            if label is not None and not 0 <= label < len(CLASS_NAMES):
                raise ValueError(f"there is no label {label}")
        if (self.decision is Decision.RELABEL) != (self.relabelled is not None):
            raise ValueError("a new label belongs to a relabelling, and to nothing else")


class Verdicts:
    """The verdicts of a home. Reading creates nothing on disk; many may write at once."""

    def __init__(self, settings: Settings) -> None:
        self._path = settings.verdicts
        self._lines = RecordLines(self._path, Verdict)

    def all(self) -> tuple[Verdict, ...]:
        """Return all entries, oldest first, without damaged ones; raises HomeUnusable."""
        try:
            return tuple(self._lines.intact())
        except OSError as error:
            raise HomeUnusable(
                f"The verdicts in {self._path} cannot be read{because(error)}. Allow this program "
                "to read that file, or put it back from a copy."
            ) from error

    def trouble(self) -> str:
        """Return how many lines are damaged, and what that means; empty if none is."""
        intact = len(self.all())
        damaged = self._lines.count() - intact
        if not damaged:
            return ""
        lines, are = counted(damaged, "line"), "is" if damaged == 1 else "are"
        return (
            f"{lines} of {self._path} cannot be read and {are} passed over; all other verdicts "
            "count. Put the file back from a copy, or judge those pictures again."
        )

    def add(self, verdicts: Iterable[Verdict]) -> None:
        """Append entries; once this returns, neither a kill nor a power cut loses one.

        An entry whose id is there already is not added again. Raises HomeUnusable; a part of the
        entries may be there then, so add the same again.
        """
        with writing(self._path.parent), locked(self._path.with_suffix(".lock")):
            there = {one.id for one in self.all()}
            fresh = {one.id: one for one in verdicts if one.id not in there}
            if fresh:
                self._append(list(fresh.values()))

    def _append(self, verdicts: Sequence[Verdict]) -> None:
        lines = b"".join(json.dumps(to_json(one)).encode() + b"\n" for one in verdicts)
        with self._path.open("a+b") as stream:
            stream.write(b"\n" * self._ends_within_a_line() + lines)
            stream.flush()
            os.fsync(stream.fileno())
        settle(self._path.parent)

    def _ends_within_a_line(self) -> bool:
        """Return whether a killed process left half a line, which must not swallow the next."""
        with self._path.open("rb") as stream:
            if not stream.seek(0, os.SEEK_END):
                return False
            stream.seek(-1, os.SEEK_END)
            return stream.read() != b"\n"


def standing(verdicts: Iterable[Verdict]) -> dict[int, Verdict]:
    """Return the verdict that counts by picture, the one given last at the end."""
    found: dict[int, Verdict] = {}
    for one in verdicts:
        found.pop(one.picture, None)
        if one.decision is not Decision.UNDONE:
            found[one.picture] = one
    return found


def decided(verdicts: Iterable[Verdict]) -> tuple[Verdict, ...]:
    """Return the verdicts that count, without those left open, oldest first."""
    counting = standing(verdicts).values()
    return tuple(one for one in counting if one.decision is not Decision.OPEN)


def changes_of(verdicts: Iterable[Verdict], base: Changes) -> Changes:
    """Return the changes of a version, given by those of its parent and the verdicts.

    A verdict wins over its parent: a picture whose label was kept has that label, and is not
    excluded.
    """
    labels, excluded = {}, set()
    for one in decided(verdicts):
        if one.decision is Decision.EXCLUDE:
            excluded.add(one.picture)
        else:
            labels[one.picture] = one.label if one.relabelled is None else one.relabelled
    return base.with_labels(labels).without(frozenset(excluded))


def agreement(verdicts: Iterable[Verdict], latest: int = 0) -> Interval | None:
    """Return how often people agreed with the audit: relabelled or excluded what it accused.

    A share of the decided pictures that it accused, or of the `latest` of them, with Wilson's 95 %
    interval; None if there is none.
    """
    accused = [one for one in decided(verdicts) if one.suggested is not None]
    accused = accused[-latest:] if latest else accused
    agreed = sum(one.decision is not Decision.KEEP for one in accused)
    return wilson(agreed, len(accused)) if accused else None
