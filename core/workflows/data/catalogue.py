"""The catalogue: each version of the data, what it holds and changes, and who learned from it."""

import json
from dataclasses import dataclass

from core.data.checks.reports import Reports
from core.data.dictionary import Dictionary, dictionary
from core.data.fashion_mnist import published
from core.data.split import SPLIT_SEED, VALIDATION_PER_CLASS
from core.data.versions.catalogue import DATASETS, title_of
from core.data.versions.manifest import Counts, Manifest, Step
from core.data.versions.original import HASH
from core.data.versions.original import NAME as ORIGINAL
from core.data.versions.store import Versions
from core.records import to_json
from core.registry import Registry
from core.settings import Settings
from core.workflows.data.lineage import models_by_version

PUBLISHED_ON = 1503619200.0  # 25 August 2017, seconds since the epoch
PUBLISHER = "Zalando Research"


@dataclass(frozen=True)
class Entry:
    """One version of the data. `created` is seconds since the epoch."""

    name: str
    title: str
    parent: str  # empty for v1
    author: str
    created: float
    reason: str
    counts: Counts
    steps: tuple[Step, ...]  # from the published files to its pictures
    hash: str  # SHA-256 of all pixels and labels
    retired: bool
    models: tuple[str, ...]  # that learned from it
    checked: str  # what the newest checks found, as a sentence; empty without any


@dataclass(frozen=True)
class Catalogue:
    """All versions of a home that can be read, oldest first, and the data dictionary."""

    versions: tuple[Entry, ...]
    dictionary: Dictionary

    def as_json(self) -> str:
        return json.dumps(to_json(self), indent=2, ensure_ascii=False) + "\n"


def catalogue(settings: Settings, registry: Registry) -> Catalogue:
    """Return the catalogue of a home; versions that cannot be read are left out."""
    versions, models = Versions(settings), models_by_version(registry)

    def entry(one: Manifest, retired: bool) -> Entry:
        newest = Reports(settings).newest(one.name)
        return Entry(
            name=one.name,
            title=title_of(one.name),
            parent=one.parent,
            author=one.author,
            created=one.created,
            reason=one.reason,
            counts=one.counts,
            steps=one.steps,
            hash=one.hash,
            retired=retired,
            models=models.get(one.name, ()),
            checked=newest.in_words() if newest else "",
        )

    own = [entry(one, versions.retired(one.name) is not None) for one in versions.intact()]
    return Catalogue((entry(original_manifest(), retired=False), *own), dictionary())


def original_manifest() -> Manifest:
    """Return what a manifest of v1 would say; it has none, since nothing was published here."""
    trained, tested = published.TRAIN_LABELS.shape[0], published.TEST_LABELS.shape[0]
    validation = len(dictionary().classes) * VALIDATION_PER_CLASS
    split = {"validation_per_class": VALIDATION_PER_CLASS, "seed": SPLIT_SEED}
    return Manifest(
        name=ORIGINAL,
        parent="",
        author=PUBLISHER,
        created=PUBLISHED_ON,
        reason=DATASETS[ORIGINAL],
        counts=Counts(0, 0, 0, trained - validation, validation, tested),
        steps=(Step("split", split, HASH),),
        hash=HASH,
        files={file.name: file.sha256 for file in published.FILES},
    )
