"""The champion alias, promotions and roll-backs, and their history."""

import subprocess
import sys
import threading
import time

import pytest

from core.errors import ModelUnavailable
from core.registry import CHALLENGER, CHAMPION, Change, Registry
from core.settings import REPOSITORY, Settings
from tests.core.registry.conftest import MakeRun


def changes(registry: Registry) -> list[tuple[str, int | None, int, str]]:
    return [(c.kind, c.before, c.after, c.reason) for c in registry.history()]


@pytest.fixture
def three(registry: Registry, run: MakeRun) -> Registry:
    for name in ("one", "two", "three"):
        registry.register(run(name))
    return registry


def test_the_first_version_becomes_champion_and_the_next_challenger(
    registry: Registry, run: MakeRun
) -> None:
    first, second = registry.register(run("one")), registry.register(run("two"))
    assert (first.name, first.aliases) == ("v1", (CHAMPION,))
    assert (second.name, second.aliases) == ("v2", (CHALLENGER,))
    assert registry.champion() == first
    assert changes(registry) == [("promote", None, 1, "First model of this registry.")]


def test_only_the_newest_is_challenger(three: Registry) -> None:
    assert [version.aliases for version in three.versions()] == [(CHALLENGER,), (), (CHAMPION,)]


def test_a_promotion_moves_the_alias_and_is_recorded_with_its_reason(three: Registry) -> None:
    before = time.time()
    three.promote(3, "  Better on shirts.  ")
    assert [version.aliases for version in three.versions()] == [(CHAMPION,), (), ()]
    assert changes(three)[-1] == ("promote", 1, 3, "Better on shirts.")
    assert before <= three.history()[-1].when <= time.time()


def test_the_champion_cannot_be_promoted_again(three: Registry) -> None:
    with pytest.raises(ModelUnavailable, match="v1 is the champion already"):
        three.promote(1, "Again.")
    assert len(three.history()) == 1


def test_rolling_back_twice_restores_the_first_champion_and_then_is_refused(
    three: Registry,
) -> None:
    three.promote(2, "Try it.")
    three.promote(3, "Try that.")
    assert three.previous_champion() == 2
    assert three.roll_back("It was worse.") == 2
    assert three.roll_back("So was this.") == 1
    assert three.champion().number == 1
    with pytest.raises(ModelUnavailable, match="no earlier champion"):
        three.roll_back("And on.")
    assert changes(three)[-2:] == [
        ("roll back", 3, 2, "It was worse."),
        ("roll back", 2, 1, "So was this."),
    ]


def test_the_previous_champion_after_a_roll_back_is_the_restored_one(three: Registry) -> None:
    three.promote(2, "")
    three.roll_back("")
    three.promote(3, "")
    assert three.previous_champion() == 1


def test_the_promotion_history_is_ordered_and_persistent(
    three: Registry, settings: Settings
) -> None:
    for turn in range(12):  # more than nine: ordered by number, not as text
        three.promote(2 + turn % 2, f"Turn {turn}.")
    reasons = [change.reason for change in Registry(settings).history()]
    assert reasons[1:] == [f"Turn {turn}." for turn in range(12)]


def test_a_long_reason_in_any_script_is_truncated(three: Registry) -> None:
    three.promote(2, "因为" * 700)
    assert three.history()[-1].reason == "因为" * 500


def test_concurrent_promotions_are_both_recorded(three: Registry) -> None:
    threads = [threading.Thread(target=three.promote, args=(n, f"v{n}")) for n in (2, 3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    first, second = changes(three)[1:]
    assert first[2] == second[1]
    assert three.champion().number == second[2]


@pytest.mark.parametrize("name", ["model.onnx", "model.json"])
def test_a_version_whose_files_are_damaged_is_not_promoted(three: Registry, name: str) -> None:
    (three.get("v2").folder / name).write_bytes(b"damaged")
    with pytest.raises(ModelUnavailable, match="is missing or damaged"):
        three.promote(2, "Looks good.")
    assert three.champion().number == 1
    assert len(three.history()) == 1


def test_a_roll_back_to_damaged_files_is_refused(three: Registry) -> None:
    three.promote(2, "")
    (three.get("v1").folder / "model.onnx").unlink()
    with pytest.raises(ModelUnavailable, match="is missing or damaged"):
        three.roll_back("")
    assert three.champion().number == 2


@pytest.mark.parametrize("reference", ["2", "v2", "champion", "challenger"])
def test_a_version_is_found_by_number_name_or_alias(three: Registry, reference: str) -> None:
    assert three.get(reference).number == {"champion": 1, "challenger": 3}.get(reference, 2)


@pytest.mark.parametrize("reference", ["9", "v9", "best", "", "0"])
def test_an_unknown_version_is_refused_naming_the_known_ones(
    three: Registry, reference: str
) -> None:
    with pytest.raises(ModelUnavailable, match=r"There is: champion, v3, v2, v1\."):
        three.get(reference)


def test_an_incomplete_promotion_history_does_not_fail(
    three: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    cut = (Change(1.0, "roll back", 2, 1, ""), Change(2.0, "promote", 1, 2, ""))
    monkeypatch.setattr(three, "history", lambda: cut)
    assert three.previous_champion() is None


# Promotes back and forth, at the same time as another such process.
TO_AND_FRO = """
import sys
from pathlib import Path
from core.errors import ModelUnavailable
from core.registry import Registry
from core.settings import Settings
registry = Registry(Settings(home=Path(sys.argv[1])))
registry.warm()
print("ready", flush=True)
sys.stdin.readline()
for round in range(20):
    other = next(v for v in registry.versions() if not v.is_champion)
    try:
        registry.promote(other.number, f"{sys.argv[2]} {round}")
        print(f"{sys.argv[2]} {round}")
    except ModelUnavailable:  # the other process was faster
        pass
"""


def test_two_processes_that_promote_at_once_lose_no_entry_of_the_history(
    three: Registry, settings: Settings
) -> None:
    command = [sys.executable, "-c", TO_AND_FRO, str(settings.home)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    both = [subprocess.Popen([*command, name], cwd=REPOSITORY, **pipes) for name in "ab"]  # type: ignore[call-overload]
    assert [process.stdout.readline() for process in both] == ["ready\n"] * 2
    for process in both:
        process.stdin.write("\n")
        process.stdin.flush()
    promoted = [
        word for process in both for word in process.communicate(timeout=120)[0].split("\n")
    ]
    assert sorted(change.reason for change in three.history()[1:]) == sorted(filter(None, promoted))
    assert len(promoted) > 20
    assert three.history()[-1].after == three.champion().number
