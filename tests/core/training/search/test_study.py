"""A hyperparameter search in its database: order, repeated trials, kills, damaged files."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import optuna
import pytest
from optuna.distributions import CategoricalDistribution, FloatDistribution

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
    """Run one trial with a scripted accuracy; return its settings."""
    trial = study.next()
    study.note_epoch(trial, 1, 0.5, 1.0)
    study.finish(trial, 0.5 + trial.settings["learning_rate"])
    return trial.settings


def test_the_first_trial_is_the_starting_point_and_all_are_in_range(database: Path) -> None:
    study = SweepStudy(database, "job", PLAN)
    settings = [run(study) for _ in range(4)]
    assert study.left() == 0
    assert settings[0] == {"learning_rate": 0.08, "batch_size": 128, "augmentation": "none"}
    for each in settings:
        assert PLAN.config(each).batch_size in range(32, 257)
        assert 0.01 <= each["learning_rate"] <= 0.3  # type: ignore[operator]
    assert len({str(each) for each in settings}) == 4


def test_a_resumed_search_runs_the_same_trials_as_an_uninterrupted_one(database: Path) -> None:
    single = SweepStudy(database, "single", PLAN)
    expected = [run(single) for _ in range(4)]
    first = [run(study) for study in [SweepStudy(database, "parts", PLAN)] for _ in range(2)]
    later = [run(study) for study in [SweepStudy(database, "parts", PLAN)] for _ in range(2)]
    assert first + later == expected


def test_a_trial_of_a_dead_process_is_repeated_with_its_settings_and_number(
    database: Path,
) -> None:
    run(SweepStudy(database, "job", PLAN))
    killed = SweepStudy(database, "job", PLAN).next()
    study = SweepStudy(database, "job", PLAN)
    assert [trial.state for trial in study.trials()] == [TrialState.DONE, TrialState.RUNNING]
    study.recover()
    assert [trial.state for trial in study.trials()] == [TrialState.DONE, TrialState.WAITING]
    again = study.next()
    assert (again.number, again.settings) == (killed.number, killed.settings)
    study.finish(again, 0.9)
    assert [trial.number for trial in study.trials()] == [1, 2]
    assert study.left() == 2


def test_a_trial_interrupted_repeatedly_is_still_one_trial(database: Path) -> None:
    study = SweepStudy(database, "job", PLAN)
    for _ in range(3):
        study.cut_short(study.next())
    assert [(trial.number, trial.state) for trial in study.trials()] == [(1, TrialState.WAITING)]
    assert study.left() == 4


def test_pruned_and_diverged_trials_are_distinguished_and_count_as_run(database: Path) -> None:
    study = SweepStudy(database, "job", PLAN)
    first, second = study.next(), study.next()
    study.note_epoch(first, 1, 0.4, 2.0)
    study.give_up(first)
    study.give_up(second, "The loss became nan.")
    pruned, diverged = study.trials()
    assert (pruned.state, pruned.curve, pruned.seconds) == (TrialState.PRUNED, (0.4,), 2.0)
    assert (diverged.state, diverged.note) == (TrialState.DIVERGED, "The loss became nan.")
    assert study.left() == 2


def study_with_earlier_names(database: Path) -> Any:
    """Create a study like earlier versions, which called the augmentation "wild"."""
    database.parent.mkdir()
    return optuna.create_study(
        storage=f"sqlite:///{database}", study_name="job", direction="maximize"
    )


WILD = {
    "learning_rate": FloatDistribution(0.01, 0.3, log=True),
    "augmentation": CategoricalDistribution(["none", "wild"]),
}
PHOTO_LIKE = SweepPlan(
    base=config_for("quick", data="tiny", epochs=2),
    numbers={"learning_rate": (0.01, 0.3)},
    names={"augmentation": ("none", "photo_like")},
    trials=4,
)


def test_a_search_started_under_earlier_names_can_be_continued(database: Path) -> None:
    older = study_with_earlier_names(database)
    older.enqueue_trial({"learning_rate": 0.1, "augmentation": "wild"}, user_attrs={"number": 1})
    older.tell(older.ask(WILD), 0.8)
    study = SweepStudy(database, "job", PHOTO_LIKE)
    (trial,) = study.trials()
    assert (trial.state, trial.accuracy) == (TrialState.DONE, 0.8)
    assert trial.settings == {"learning_rate": 0.1, "augmentation": "photo_like"}
    later = [run(study) for _ in range(3)]
    assert {each["augmentation"] for each in later} <= {"none", "photo_like"}
    assert study.left() == 0


def test_a_killed_trial_with_earlier_names_is_repeated_with_its_settings(database: Path) -> None:
    older = study_with_earlier_names(database)
    older.enqueue_trial({"learning_rate": 0.1, "augmentation": "wild"}, user_attrs={"number": 1})
    older.ask(WILD)
    study = SweepStudy(database, "job", PHOTO_LIKE)
    study.recover()
    again = study.next()
    assert (again.number, again.settings) == (
        1,
        {"learning_rate": 0.1, "augmentation": "photo_like"},
    )


def test_searches_in_one_database_are_independent(database: Path) -> None:
    run(SweepStudy(database, "one", PLAN))
    assert SweepStudy(database, "two", PLAN).trials() == ()


def test_a_file_that_is_not_a_database_is_reported(database: Path) -> None:
    database.parent.mkdir()
    database.write_bytes(b"this is not a database, and long enough to be looked at" * 50)
    with pytest.raises(HomeUnusable, match=r"The sweep database .*sweeps\.db cannot be used"):
        SweepStudy(database, "job", PLAN)


def test_a_locked_database_is_reported_and_loses_no_trial(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.training.search.study.PATIENCE", 0.1)
    study = SweepStudy(database, "job", PLAN)
    trial = study.next()
    with closing(sqlite3.connect(database)) as other:
        other.execute("begin exclusive")
        with pytest.raises(HomeUnusable, match="If another program has it open, close that"):
            study.finish(trial, 0.9)
    later = SweepStudy(database, "job", PLAN)
    later.recover()
    assert later.next().settings == trial.settings
