"""The wardrobe's pictures as a table like that of a data version, and what is known about them."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from core.data.classes import CLASS_NAMES
from core.data.dataset import SIDE
from core.data.user_pictures.cases import Cases
from core.data.user_pictures.store import StoredPicture
from core.data.user_pictures.wardrobe import Wardrobe
from core.data.versions.pictures import Part, Pictures, first_added
from core.data.versions.store import Versions
from core.input_kind import InputKind
from core.predictor import Predictor
from core.settings import Settings
from core.workflows.data.table import PictureTable, VersionLabel
from core.workflows.data.wardrobe_version import origin_of
from core.workflows.predict.answers import AllAnswers

NAME = "wardrobe"  # in place of a data version's name
_SPLITS = {Part.TRAIN: "training", Part.TEST: "held out"}


@dataclass(frozen=True, eq=False)
class WardrobeTable(PictureTable):
    """The pictures of the wardrobe in the order in which they were added, the oldest first.

    Pictures that are held out are in the test split: they only measure models. `cases` are the ids
    of those that are cases, too. `trouble` says which records are damaged, and what to do. An
    address names a picture by its id: numbers change with a deletion.
    """

    items: tuple[StoredPicture, ...]
    cases: frozenset[str]
    trouble: str

    @cached_property
    def digest(self) -> str:
        """The pictures' hash: what the answers of a model to them depend on."""
        kinds = " ".join(one.kind for one in self.items).encode()
        return hashlib.sha256(kinds + self.pictures.images.tobytes()).hexdigest()

    @property
    def splits_by_part(self) -> Mapping[Part, str]:
        return _SPLITS

    def name(self, number: int) -> str:
        return origin_of(self.items[number])

    def key(self, number: int) -> str:
        return self.items[number].id

    def find(self, key: str) -> int | None:
        return next((place for place, one in enumerate(self.items) if one.id == key), None)


def wardrobe_table(settings: Settings) -> WardrobeTable:
    """Read the wardrobe."""
    wardrobe = Wardrobe(settings)
    items = tuple(sorted(wardrobe.items(), key=lambda one: (one.when, one.id)))
    reserved = Cases(settings).reserved()
    labels = np.array([one.label for one in items], np.uint8)
    pictures = Pictures(
        images=np.array([one.pixels for one in items], np.uint8).reshape(-1, SIDE, SIDE),
        labels=labels,
        parts=np.array([Part.TEST if one.holdout else Part.TRAIN for one in items], np.uint8),
        excluded=np.zeros(len(items), bool),
    )
    return WardrobeTable(
        version=NAME,
        pictures=pictures,
        quality=np.full(len(items), np.nan, np.float32),
        suggested=labels,
        items=items,
        cases=frozenset(one.id for one in items if one in reserved),
        trouble=wardrobe.trouble(),
    )


def wardrobe_answers(
    predictor: Predictor, table: WardrobeTable, original: AllAnswers | None
) -> AllAnswers:
    """Answer the pictures of a wardrobe, each with the calibration of its input kind.

    `original` are the same model's answers to v1. If they have a projection, the embedding is
    reduced by it and comparable with theirs; if not, it is that of the network.
    """
    count = len(table)
    probabilities = np.zeros((count, len(CLASS_NAMES)), np.float32)
    known = np.zeros(count, bool)
    embedding: NDArray[np.float32] | None = None
    for kind in InputKind:
        there = np.array([place for place, one in enumerate(table.items) if one.kind is kind], int)
        if not len(there):
            continue
        found = predictor.predict_many(table.pictures.images[there], kind)
        probabilities[there], known[there] = found.probabilities, found.known
        if embedding is None:
            embedding = np.zeros((count, found.embedding.shape[1]), np.float32)
        embedding[there] = found.embedding
    if embedding is None:
        embedding = np.zeros((0, 1), np.float32)
    projection = None if original is None else original.projection
    if projection is not None and count:
        embedding = projection.apply(embedding)
    return AllAnswers(probabilities, embedding.astype(np.float16), known, projection)


def measures(original: Pictures, pixels: NDArray[np.uint8]) -> bool:
    """Return whether a picture is in v1's validation or test split, which no model trains on."""
    held = original.images[original.parts != Part.TRAIN]
    return bool((held == pixels).all(axis=(1, 2)).any())


def versions_with(settings: Settings, item: StoredPicture) -> list[VersionLabel]:
    """Return the label of a wardrobe's picture in each intact version that holds it."""
    versions = Versions(settings)
    found = []
    for name in (one.name for one in versions.intact()):
        changes = versions.changes(name)
        if origin_of(item) in changes.added.origins:
            place = changes.added.origins.index(origin_of(item))
            number = first_added() + place
            label = changes.relabelled.get(number, changes.added.labels[place])
            left_out = number in changes.excluded
            found.append(VersionLabel(name, "left out" if left_out else CLASS_NAMES[label]))
    return found
