"""The record of a search in its database: order, repeats, kills, and a file that is no database."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from core.errors import HomeUnusable
from core.training import config_for
from core.training.search.plan import SweepPlan
from core.training.search.study import SweepStudy
from core.training.search.trials import TrialState

PLAN = SweepPlan(
    base=config_for("quick", data="tiny", epochs=2),
    numbers={"learning_rate": (0.01, 0.3), "batch_size": (32, 256)},
    names={"augmentation": ("none", "flip")},
    trials=4,
    seed=1,
)


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "models" / "sweeps.db"


def run(study: SweepStudy) -> dict[str, object]:
    """Run one trial with a made-up accuracy; return its settings."""
    trial = study.next()
    study.note_epoch(trial, 1, 0.5, 1.0)
    study.finish(trial, 0.5 + trial.settings["learning_rate"])
    return trial.settings


def test_the_first_trial_is_the_starting_point_and_all_stay_in_their_ranges(database: Path) -> None:
    study = SweepStudy(database, "job", PLAN)
    settings = [run(study) for _ in range(4)]
    assert study.left() == 0
    assert settings[0] == {"learning_rate": 0.08, "batch_size": 128, "augmentation": "none"}
    for each in settings:
        assert PLAN.config(each).batch_size in range(32, 257)
        assert 0.01 <= each["learning_rate"] <= 0.3  # type: ignore[operator]
    assert len({str(each) for each in settings}) == 4


def test_a_search_in_two_processes_goes_where_one_would_have_gone(database: Path) -> None:
    whole = SweepStudy(database, "whole", PLAN)
    wanted = [run(whole) for _ in range(4)]
    first = [run(study) for study in [SweepStudy(database, "parts", PLAN)] for _ in range(2)]
    later = [run(study) for study in [SweepStudy(database, "parts", PLAN)] for _ in range(2)]
    assert first + later == wanted


def test_a_trial_of_a_dead_process_is_run_again_with_its_settings_and_number(
    database: Path,
) -> None:
    run(SweepStudy(database, "job", PLAN))
    killed = SweepStudy(database, "job", PLAN).next()
    study = SweepStudy(database, "job", PLAN)
    assert [trial.state for trial in study.trials()] == [TrialState.DONE, TrialState.RUNNING]
    study.mend()
    assert [trial.state for trial in study.trials()] == [TrialState.DONE, TrialState.WAITING]
    again = study.next()
    assert (again.number, again.settings) == (killed.number, killed.settings)
    study.finish(again, 0.9)
    assert [trial.number for trial in study.trials()] == [1, 2]
    assert study.left() == 2


def test_a_trial_cut_short_again_and_again_is_still_one_trial(database: Path) -> None:
    study = SweepStudy(database, "job", PLAN)
    for _ in range(3):
        study.cut_short(study.next())
    assert [(trial.number, trial.state) for trial in study.trials()] == [(1, TrialState.WAITING)]
    assert study.left() == 4


def test_what_was_given_up_or_diverged_is_told_apart_and_counts_as_run(database: Path) -> None:
    study = SweepStudy(database, "job", PLAN)
    first, second = study.next(), study.next()
    study.note_epoch(first, 1, 0.4, 2.0)
    study.give_up(first)
    study.give_up(second, "The loss became nan.")
    pruned, diverged = study.trials()
    assert (pruned.state, pruned.curve, pruned.seconds) == (TrialState.PRUNED, (0.4,), 2.0)
    assert (diverged.state, diverged.note) == (TrialState.DIVERGED, "The loss became nan.")
    assert study.left() == 2


def test_searches_in_one_database_do_not_see_each_other(database: Path) -> None:
    run(SweepStudy(database, "one", PLAN))
    assert SweepStudy(database, "two", PLAN).trials() == ()


def test_a_file_that_is_no_database_is_a_sentence(database: Path) -> None:
    database.parent.mkdir()
    database.write_bytes(b"this is not a database, and long enough to be looked at" * 50)
    with pytest.raises(HomeUnusable, match=r"The record of sweeps, .*sweeps\.db, cannot be used"):
        SweepStudy(database, "job", PLAN)


def test_a_database_that_another_process_holds_is_a_sentence_and_loses_no_trial(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.training.search.study.PATIENCE", 0.1)
    study = SweepStudy(database, "job", PLAN)
    trial = study.next()
    with closing(sqlite3.connect(database)) as other:
        other.execute("begin exclusive")
        with pytest.raises(HomeUnusable, match="If another program holds it, close that"):
            study.finish(trial, 0.9)
    later = SweepStudy(database, "job", PLAN)
    later.mend()
    assert later.next().settings == trial.settings
