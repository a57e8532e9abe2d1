"""Damage the files of a home one at a time, in eighty ways: do all pages and other data survive?

A home on which the app has started once is copied, one of its files is damaged, and the app starts
on it again: `damaged_home` describes what is then done. A case ends well if no page shows a
traceback, everything undamaged is still there, and every refusal and every loss has a message. Each
case that does not is printed to stderr as soon as it ends.

Two processes share the cases: the app's caches and its home are those of a process.
"""

import shutil
import sys
import tarfile
from collections.abc import Iterator
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.harness.figure import Figure
from benchmarks.robustness.damaged.damaged_home import DamagedHome
from benchmarks.robustness.damaged.damages import DAMAGES, FILES, WAYS, Damage
from benchmarks.robustness.damaged.home_contents import Contents, contents
from core.registry import Registry
from core.settings import REPOSITORY, Settings
from core.workflows.home import prepare_home

HOME = REPOSITORY / "tests" / "older_home.tar.xz"
PROCESSES = 2
CASES = len(DAMAGES)
TARGET = f"{CASES} of {CASES} end well"


def measure() -> dict[str, Any]:
    failures: list[str] = []
    failed = 0
    with TemporaryDirectory(prefix="fitting-room-", ignore_cleanup_errors=True) as folder:
        for done, (damage, found) in enumerate(outcomes(Path(folder)), 1):
            failed += bool(found)
            failures += [f"{damage}: {why}" for why in found]
            report(done, damage, found)
    return figure(failed, failures).as_line()


def outcomes(folder: Path) -> Iterator[tuple[Damage, list[str]]]:
    """Yield each damage with what went wrong, in the order in which they end."""
    whole = folder / "whole"
    make_home(whole)
    before = contents(whole)
    # Not forked: TensorFlow and the runner's threads do not survive it.
    with get_context("spawn").Pool(PROCESSES) as pool:
        yield from pool.imap_unordered(partial(run_case, whole, before), range(CASES))


def make_home(home: Path) -> None:
    with tarfile.open(HOME) as archive:
        archive.extractall(home, filter="data")
    settings = Settings(home=home)
    prepare_home(settings, Registry(settings))


def run_case(whole: Path, before: Contents, number: int) -> tuple[Damage, list[str]]:
    """Damage a copy of a home, which held what `before` says; return what goes wrong in it."""
    damage = DAMAGES[number]
    home = whole.with_name(f"{number}")  # a new path, since runners are cached by path
    shutil.copytree(whole, home)
    try:
        return damage, list(DamagedHome(home, damage.inflict(home), before).trouble())
    except Exception as error:  # noqa: BLE001 - one case must not end all others
        return damage, [f"the case itself failed with {type(error).__name__}: {error}"]


def report(done: int, damage: Damage, found: list[str]) -> None:
    for why in found:
        print(f"{done} of {CASES} done. {damage}: {why}", file=sys.stderr, flush=True)


def figure(failed: int, failures: list[str]) -> Figure:
    well = CASES - failed
    return Figure(
        benchmark="damaged_files",
        value=well,
        unit="cases that end well",
        baseline=CASES,
        ratio=well / CASES,
        target=TARGET,
        met=not failed,
        data=f"{len(FILES)} files, each {', '.join(way.__name__ for way in WAYS)}",
        extra={"failures": failures},
    )
