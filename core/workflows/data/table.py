"""Everything known about each picture of a dataset version, as columns by its number."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from core.data.classes import CLASS_NAMES
from core.data.properties import properties
from core.data.quality.findings import Audits
from core.data.split import SPLIT_SEED
from core.data.versions.original import NAME as ORIGINAL
from core.data.versions.pictures import Pictures, as_dataset
from core.data.versions.store import Versions
from core.settings import Settings


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
    def brightness(self) -> NDArray[np.float32]:
        return properties(self.pictures.images).brightness

    @cached_property
    def ink(self) -> NDArray[np.float32]:
        return properties(self.pictures.images).ink

    @property
    def audited(self) -> bool:
        return bool(np.isfinite(self.quality).any())

    def __len__(self) -> int:
        return len(self.pictures)


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


def labels_in_versions(settings: Settings, number: int) -> list[VersionLabel]:
    """Return the label of a picture in v1 and in every published version that can be read."""
    versions = Versions(settings)
    names = (ORIGINAL, *(one.name for one in versions.intact()))
    first = versions.pictures(ORIGINAL)
    found = []
    for name in names:
        changes = versions.changes(name)
        total = len(first) + len(changes.added)
        labels = (*first.labels, *changes.added.labels)
        if number >= total:
            continue
        label = CLASS_NAMES[changes.relabelled.get(number, int(labels[number]))]
        found.append(VersionLabel(name, "left out" if number in changes.excluded else label))
    return found
