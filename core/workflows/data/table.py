"""Everything known about each picture of a dataset version, as columns by its number."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from core.data.classes import CLASS_NAMES
from core.data.properties import Properties, properties
from core.data.quality.findings import Audits
from core.data.split import SPLIT_SEED
from core.data.versions.original import NAME as ORIGINAL
from core.data.versions.pictures import Part, Pictures, as_dataset, picture_name
from core.data.versions.store import Versions
from core.settings import Settings
from core.text import whole_number


@dataclass(frozen=True, eq=False)
class PictureTable:
    """The columns of a version's pictures: n rows, of which excluded pictures are not in it.

    `quality` is float32 (n,), NaN for pictures that no audit has seen; `suggested` uint8 (n,).
    """

    version: str
    pictures: Pictures
    quality: NDArray[np.float32]
    suggested: NDArray[np.uint8]

    @cached_property
    def _properties(self) -> Properties:
        return properties(self.pictures.images)

    @property
    def brightness(self) -> NDArray[np.float32]:
        return self._properties.brightness

    @property
    def ink(self) -> NDArray[np.float32]:
        return self._properties.ink

    @property
    def audited(self) -> bool:
        return bool(np.isfinite(self.quality).any())

    def __len__(self) -> int:
        return len(self.pictures)

    def name(self, number: int) -> str:
        """Return what a picture is called."""
        return picture_name(number)

    def split(self, number: int) -> str:
        """Return the name of a picture's split, as exports and addresses have it."""
        return self.splits_by_part[Part(self.pictures.parts[number])]

    @property
    def splits_by_part(self) -> Mapping[Part, str]:
        """The names of the splits that a picture may be in."""
        return {part: part.name.lower() for part in Part}

    def key(self, number: int) -> str:
        """Return how an address names a picture."""
        return str(number)

    def find(self, key: str) -> int | None:
        """Return the number of the picture that an address names; None if there is none."""
        number = whole_number(key)
        return number if number is not None and number < len(self) else None


def picture_table(settings: Settings, version: str) -> PictureTable:
    """Read the table of a version. Raises DataUnavailable and BadData."""
    pictures = Versions(settings).pictures(version)
    digest = as_dataset(pictures, version, SPLIT_SEED).hash
    quality = np.full(len(pictures), np.nan, np.float32)
    suggested = pictures.labels.copy()
    found = Audits(settings).load(digest)
    if found is not None:
        there = found.numbers < len(pictures)
        quality[found.numbers[there]] = found.quality[there]
        suggested[found.numbers[there]] = found.suggested[there]
    return PictureTable(version, pictures, quality, suggested)


@dataclass(frozen=True)
class VersionLabel:
    """What a version says about a picture: its label, or that it is left out or not there."""

    version: str
    label: str


def labels_in_versions(settings: Settings, original: Pictures, number: int) -> list[VersionLabel]:
    """Return the label of a picture in v1, whose pictures are given, and in each intact version."""
    versions = Versions(settings)
    found = []
    for name in (ORIGINAL, *(one.name for one in versions.intact())):
        changes = versions.changes(name)
        labels = original.labels if number < len(original) else changes.added.labels
        place = number if number < len(original) else number - len(original)
        if place < len(labels):
            label = CLASS_NAMES[changes.relabelled.get(number, int(labels[place]))]
            found.append(VersionLabel(name, "left out" if number in changes.excluded else label))
    return found
