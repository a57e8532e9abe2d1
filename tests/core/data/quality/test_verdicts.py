"""Verdicts: none is lost once acknowledged, the latest counts, damage costs its own line only."""

import subprocess
import sys
from dataclasses import replace

import pytest

from core.data.quality.verdicts import (
    Decision,
    Verdict,
    Verdicts,
    agreement,
    changes_of,
    decided,
    standing,
)
from core.data.versions.changes import Changes
from core.errors import HomeUnusable
from core.settings import REPOSITORY, Settings


def verdict(number: int, decision: Decision = Decision.KEEP, name: str = "") -> Verdict:
    return Verdict(
        id=name or f"{number}-{decision}",
        picture=number,
        label=6,
        decision=decision,
        author="Ada",
        when=1.0,
        data="v1",
        relabelled=0 if decision is Decision.RELABEL else None,
        suggested=0,
        reason="Short sleeves",
    )


@pytest.fixture
def verdicts(settings: Settings) -> Verdicts:
    return Verdicts(settings)


def test_reading_creates_nothing(verdicts: Verdicts, settings: Settings) -> None:
    assert verdicts.all() == ()
    assert verdicts.trouble() == ""
    assert not settings.home.exists()


def test_what_was_added_is_read_back(verdicts: Verdicts, settings: Settings) -> None:
    entries = [verdict(number, decision) for number, decision in enumerate(Decision)]
    verdicts.add(entries)
    assert Verdicts(settings).all() == tuple(entries)


def test_an_entry_that_is_sent_twice_is_kept_once(verdicts: Verdicts) -> None:
    verdicts.add([verdict(1), verdict(1)])
    verdicts.add([verdict(1), verdict(2)])
    assert [one.picture for one in verdicts.all()] == [1, 2]


def test_the_latest_verdict_counts_and_undo_takes_it_back() -> None:
    entries = [verdict(1), verdict(2), verdict(1, Decision.EXCLUDE), verdict(2, Decision.UNDONE)]
    assert standing(entries) == {1: entries[2]}
    assert standing([*entries, verdict(2, Decision.OPEN)])[2].decision is Decision.OPEN
    assert decided([*entries, verdict(2, Decision.OPEN)]) == (entries[2],)


def test_damaged_lines_are_passed_over_and_named(verdicts: Verdicts, settings: Settings) -> None:
    verdicts.add([verdict(1), verdict(2)])
    first, second = settings.verdicts.read_bytes().splitlines()
    missing = second.replace(b'"picture": 2', b'"picture": 70000')
    settings.verdicts.write_bytes(first + b"\n\xff\xfe{]\n" + missing + b"\n" + second + b"\n")
    assert [one.picture for one in verdicts.all()] == [1, 2]
    assert "2 lines" in verdicts.trouble()


def test_half_a_line_of_a_killed_process_does_not_swallow_the_next(
    verdicts: Verdicts, settings: Settings
) -> None:
    verdicts.add([verdict(1)])
    with settings.verdicts.open("ab") as stream:
        stream.write(b'{"id": "half')
    verdicts.add([verdict(2)])
    assert [one.picture for one in verdicts.all()] == [1, 2]


CHILD = """
import sys
from dataclasses import replace
from pathlib import Path
from core.data.quality.verdicts import Decision, Verdict, Verdicts
from core.settings import Settings

verdicts = Verdicts(Settings(home=Path(sys.argv[1])))
for number in range(10_000):
    one = Verdict(f"{sys.argv[2]}-{number}", number, 6, Decision.KEEP, sys.argv[2], 1.0, "v1")
    verdicts.add([one])
    print(one.id, flush=True)
"""


def start(settings: Settings, author: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", CHILD, str(settings.home), author]
    return subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True)


def acknowledged(process: subprocess.Popen[str], count: int) -> set[str]:
    assert process.stdout
    return {process.stdout.readline().strip() for _ in range(count)}


def test_kill_9_loses_no_verdict_that_was_acknowledged(
    verdicts: Verdicts, settings: Settings
) -> None:
    process = start(settings, "ada")
    known = acknowledged(process, 20)
    process.kill()
    rest, _ = process.communicate()
    known |= set(rest.split())
    assert known <= {one.id for one in verdicts.all()}
    verdicts.add([verdict(50)])
    assert known | {"50-keep"} <= {one.id for one in verdicts.all()}


def test_two_processes_at_once_lose_nothing_of_each_other(
    verdicts: Verdicts, settings: Settings
) -> None:
    courts = [start(settings, author) for author in ("ada", "bea")]
    known = set.union(*(acknowledged(court, 30) for court in courts))
    for court in courts:
        court.kill()
        known |= set(court.communicate()[0].split())
    there = [one.id for one in verdicts.all()]
    assert known <= set(there)
    assert len(there) == len(set(there))


@pytest.mark.parametrize("decision", [Decision.KEEP, Decision.RELABEL])
def test_a_label_and_a_verdict_that_do_not_fit_are_refused(decision: Decision) -> None:
    with pytest.raises(ValueError, match="new label"):
        replace(verdict(1), decision=decision, relabelled=1 if decision == "keep" else None)
    with pytest.raises(ValueError, match="no label 10"):
        replace(verdict(1), label=10)


def test_a_folder_in_the_place_of_the_record_is_reported(
    verdicts: Verdicts, settings: Settings
) -> None:
    settings.verdicts.mkdir(parents=True)
    with pytest.raises(HomeUnusable, match="cannot be read"):
        verdicts.all()
    with pytest.raises(HomeUnusable):
        verdicts.add([verdict(1)])


def test_verdicts_become_changes_of_the_parent() -> None:
    base = Changes({1: 2, 4: 5, 9: 9}, frozenset({2, 3}))
    entries = [
        verdict(1),  # keeps 6, though the parent says 2
        verdict(2, Decision.RELABEL),
        verdict(4, Decision.EXCLUDE),
        verdict(5, Decision.OPEN),
        verdict(9, Decision.EXCLUDE),
        verdict(9, Decision.UNDONE),
    ]
    assert changes_of(entries, base) == Changes({1: 6, 2: 0, 4: 5, 9: 9}, frozenset({3, 4}))


def test_agreement_counts_relabelled_and_excluded_of_the_accused() -> None:
    entries = [verdict(number, Decision.KEEP) for number in range(6)]
    entries += [verdict(6, Decision.RELABEL), verdict(7, Decision.EXCLUDE)]
    entries += [verdict(8, Decision.OPEN), replace(verdict(9), suggested=None)]
    found = agreement(entries)
    assert found is not None
    assert found.value == 0.25
    assert (found.low, found.high) == pytest.approx((0.0715, 0.5907), abs=1e-4)
    latest = agreement(entries, latest=2)
    assert latest is not None
    assert latest.value == 1.0
    assert agreement([]) is None
