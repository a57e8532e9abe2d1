"""Damage the files of a home one at a time, in eighty ways: do all pages and other data survive?

A complete home is copied, one of its files is damaged, and all pages are visited. A case ends well
if no page shows a traceback, everything undamaged is still there, and every refusal has a message.
"""

import os
import random
import shutil
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.harness.figure import Figure
from core.data.user_pictures.wardrobe import Wardrobe
from core.errors import FittingRoomError
from core.registry import Registry
from core.settings import REPOSITORY, Settings
from core.workflows.batch.store import Batches
from core.workflows.job_kinds import runner_for
from core.workflows.predict.cases import Cases

HOME = REPOSITORY / "tests" / "older_home.tar.xz"
PAGES = ("try_it", "batch", "wardrobe", "stages", "train", "sweep", "runs", "models")
PATIENCE = 120.0  # seconds for a page
MODEL = "models/runs/*/artifacts/model"
# Paths in the home; of a pattern, the first match by name is damaged.
FILES = (
    "models/jobs.db",
    "models/registry.db",
    "models/sweeps.db",
    f"{MODEL}/model.json",
    f"{MODEL}/model.onnx",
    "CHAMPION/model.json",
    "CHAMPION/model.onnx",
    "CHAMPION/threshold.json",
    "models/jobs/*.json",
    "models/jobs/*/*.npz",
    "data/wardrobe/*.json",
    "data/wardrobe/*.png",
    "data/wardrobe/deleted/*.json",
    "data/cases/*.json",
    "data/cases/answers/*.json",
    "data/batches/*/batch.json",
    "data/batches/*/answers.ndjson",
    "data/batches/*/corrections.json",
    "data/batches/*/uploads/0000",
    "data/ablations/*/looks.ndjson",
)


def empty(content: bytes) -> bytes:
    return b""


def half(content: bytes) -> bytes:
    return content[: len(content) // 2]


def rubbish(content: bytes) -> bytes:
    return random.Random(0).randbytes(len(content))


def another_form(content: bytes) -> bytes:
    """Replace JSON by valid JSON of another shape; else overwrite some bytes in the middle."""
    if content[:1] in (b"{", b"["):
        return b'{"pixels": 3, "label": [null], "threshold": "x"}\n' * (content.count(b"\n") or 1)
    middle = len(content) // 2
    return content[:middle] + b"\xff\x00\xff\x00" + content[middle + 4 :]


DAMAGES: tuple[Callable[[bytes], bytes], ...] = (empty, half, rubbish, another_form)
WAYS = len(FILES) * len(DAMAGES)
TARGET = f"{WAYS} of {WAYS} end well"


@dataclass(frozen=True)
class Contents:
    """The numbers of a person's own items in a home."""

    versions: int
    wardrobe: int
    cases: int
    batches: int


def measure() -> dict[str, Any]:
    failures: list[str] = []
    with TemporaryDirectory() as folder:
        whole = Path(folder) / "whole"
        _unpack(whole)
        before = contents(whole)
        for number, (place, damage) in enumerate(product(FILES, DAMAGES)):
            home = Path(folder) / f"{number}"  # a new path, since runners are cached by path
            shutil.copytree(whole, home)
            path = file_of(home, place)
            path.write_bytes(damage(path.read_bytes()))
            failures += [f"{place}, {damage.__name__}: {why}" for why in trouble(home, before)]
    failed = {failure.split(":")[0] for failure in failures}
    well = WAYS - len(failed)
    return Figure(
        benchmark="damaged_files",
        value=well,
        unit="cases that end well",
        baseline=WAYS,
        ratio=well / WAYS,
        target=TARGET,
        met=not failures,
        data=f"{len(FILES)} files, each {', '.join(one.__name__ for one in DAMAGES)}",
        extra={"failures": failures},
    ).as_line()


def _unpack(home: Path) -> None:
    with tarfile.open(HOME) as archive:
        archive.extractall(home, filter="data")


def file_of(home: Path, place: str) -> Path:
    if place.startswith("CHAMPION/"):
        folder = Registry(Settings(home=home)).champion().folder
        return folder / place.removeprefix("CHAMPION/")
    return sorted(home.glob(place))[0]


def contents(home: Path) -> Contents:
    settings = Settings(home=home)
    try:
        versions = len(Registry(settings).versions())
    except FittingRoomError:
        versions = 0
    return Contents(
        versions=versions,
        wardrobe=len(Wardrobe(settings).items()),
        cases=len(Cases(settings).items()),
        batches=len(Batches(settings).all()),
    )


def trouble(home: Path, before: Contents) -> Iterator[str]:
    """Yield the failures in a home with one damaged file."""
    with _as_home(home):
        for name in PAGES:
            yield from _page_trouble(name)
        yield from _closer(Settings(home=home))
    after = contents(home)
    missing = [
        name
        for name in ("wardrobe", "cases", "batches")
        if getattr(after, name) < getattr(before, name) - 1
    ]
    if missing:
        yield f"more than the damaged file is gone: {', '.join(missing)}"


def _page_trouble(name: str) -> Iterator[str]:
    from tools.app_test import open_page

    for error in open_page(name, PATIENCE).exception:
        yield f"{name} shows a traceback: {error.message[:200]}"


def _closer(settings: Settings) -> Iterator[str]:
    """Open every stored picture, and resume every interrupted job."""
    checks: list[Callable[[], object]] = [
        one.original for one in (*Wardrobe(settings).items(), *Cases(settings).items())
    ]
    for batch in Batches(settings).all():
        with batch.files() as files:
            checks += [partial(files.preparation, entry) for entry in files.entries()]
    for check in checks:
        try:
            check()
        except FittingRoomError:
            continue  # refused with a message
        except Exception as error:  # noqa: BLE001 - such errors are what this looks for
            yield f"a picture fails with {type(error).__name__}: {error}"
    runner = runner_for(settings, Registry(settings))
    for job in runner.jobs():
        if job.resumable:
            ended = runner.wait(runner.resume(job.id).id, PATIENCE)
            if "should not" in ended.error:
                yield f"resuming {job.title} fails with: {ended.error}"


@contextmanager
def _as_home(home: Path) -> Iterator[None]:
    import streamlit as st

    before = os.environ.get("FITTING_ROOM_HOME")
    os.environ["FITTING_ROOM_HOME"] = str(home)
    try:
        yield
    finally:
        if before is None:
            del os.environ["FITTING_ROOM_HOME"]
        else:
            os.environ["FITTING_ROOM_HOME"] = before
        st.cache_data.clear()
        st.cache_resource.clear()
