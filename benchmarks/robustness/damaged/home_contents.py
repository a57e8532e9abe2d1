"""What a home holds: what a person can reach in it, and the files that nobody may touch."""

import hashlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from core.data.user_pictures.cases import Cases
from core.data.user_pictures.wardrobe import Wardrobe
from core.errors import FittingRoomError
from core.model_files import chosen_thresholds
from core.registry import Registry
from core.settings import Settings
from core.workflows.batch.store import Batches
from core.workflows.job_kinds import runner_for
from core.workflows.photos.record import SampleRecord

PRIVATE = ("data", "models/runs")  # a person's pictures and models


@dataclass(frozen=True)
class Contents:
    """Names of what can be reached, such as `wardrobe/ID`, and a hash of each private file.

    Names end with the id that the item's files have in their path.
    """

    items: frozenset[str]
    files: frozenset[tuple[str, str]]


def contents(home: Path) -> Contents:
    return Contents(frozenset(_items(Settings(home=home))), frozenset(_files(home)))


def _items(settings: Settings) -> Iterator[str]:
    yield from _pictures(settings)
    yield from _batches(settings)
    yield from _versions(Registry(settings))
    for job in runner_for(settings, Registry(settings)).jobs():
        yield f"jobs/{job.id}"
        yield from (f"sample {one}/{job.id}" for one in _samples(settings, job.id))


def _pictures(settings: Settings) -> Iterator[str]:
    wardrobe = Wardrobe(settings)
    yield from (f"wardrobe/{one.id}" for one in (*wardrobe.items(), *wardrobe.deleted()))
    yield from (f"cases/{one.id}" for one in Cases(settings).items())


def _batches(settings: Settings) -> Iterator[str]:
    for batch in Batches(settings).all():
        yield f"batches/{batch.id}"
        yield from (f"answers {one.number}/{batch.id}" for one in batch.results.all())
        yield from (f"corrections {one}/{batch.id}" for one in batch.results.corrections())


def _versions(registry: Registry) -> Iterator[str]:
    with suppress(FittingRoomError):  # the pages say that the registry cannot be read
        for version in registry.versions():
            yield f"versions/{version.run_id}"
            for kind in chosen_thresholds(version.folder):
                yield f"threshold of a {kind}/{version.run_id}"


def _samples(settings: Settings, job_id: str) -> range:
    return range(len(SampleRecord(settings, job_id).read()))


def _files(home: Path) -> Iterator[tuple[str, str]]:
    for part in PRIVATE:
        for path in (home / part).rglob("*"):
            if path.is_file():
                name = path.relative_to(home).as_posix()
                yield name, hashlib.sha256(path.read_bytes()).hexdigest()
