"""Which pictures a model is evaluated on: a split of a data version."""

from dataclasses import dataclass

from core.data.versions.original import NAME as ORIGINAL
from core.data.versions.pictures import Part
from core.data.versions.store import Versions
from core.errors import DataUnavailable
from core.settings import Settings

PARTS = {"test": Part.TEST, "validation": Part.VALIDATION}


@dataclass(frozen=True)
class Chosen:
    """A data version by its name, and one of its splits: test or validation."""

    data: str = ORIGINAL
    split: str = "test"

    @property
    def part(self) -> Part:
        return PARTS[self.split]

    @property
    def title(self) -> str:
        """Return the split in words: the test split of v1."""
        return f"the {self.split} split of {self.data}"


def read_choice(text: str, settings: Settings) -> Chosen:
    """Read `test`, `validation`, `v2` (its test split) or `v2/validation`.

    Raises DataUnavailable for anything else, naming what there is.
    """
    data, _, split = text.partition("/")
    if data in PARTS and not split:
        data, split = ORIGINAL, data
    known = Versions(settings).choices()
    if data not in known or (split or "test") not in PARTS:
        there = ", ".join([*PARTS, *known, f"{known[-1]}/validation"])
        raise DataUnavailable(f"There is no data named “{text}”. Choose one of: {there}.")
    return Chosen(data, split or "test")
