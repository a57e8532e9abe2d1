"""A hyperparameter search from its ranges to the best settings, with stops and kills."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import optuna
import pytest
from optuna.distributions import CategoricalDistribution, FloatDistribution

from core.data import Dataset
from core.errors import DataUnavailable, TrainingFailed
from core.jobs import JobState, JobStopped
from core.records import from_json
from core.registry import Registry
from core.settings import Settings
from core.training import TrainConfig, config_for
from core.training.search.plan import SweepPlan
from core.training.search.study import SweepStudy
from core.training.search.trials import TrialState
from core.workflows.experiments.sweep import SweepFindings, run_sweep, start_sweep
from core.workflows.job_kinds import runner_for
from tests.core.workflows.experiments.several import (
    Killed,
    ResumableContext,
    ScriptedFit,
    pictures_seen,
)

PLAN = SweepPlan(
    base=config_for("quick", data="tiny", epochs=4),
    numbers={"learning_rate": (0.01, 0.3)},
    names={"augmentation": ("none", "flip")},
    trials=5,
)


def peak_at_a_tenth(config: TrainConfig) -> float:
    return float(0.9 - 0.2 * abs(np.log10(config.learning_rate) + 1))


@pytest.fixture
def fit(monkeypatch: pytest.MonkeyPatch) -> ScriptedFit:
    scripted = ScriptedFit(peak_at_a_tenth)
    monkeypatch.setattr("core.training.fit", scripted)
    return scripted


@pytest.fixture
def folder(settings: Settings) -> Path:
    return settings.models / "jobs" / "abc"


def search(settings: Settings, folder: Path, plan: SweepPlan = PLAN) -> SweepFindings:
    return run_sweep(settings, plan, ResumableContext(folder))


def test_a_search_runs_its_trials_and_returns_the_best(
    settings: Settings, folder: Path, fit: ScriptedFit
) -> None:
    found = search(settings, folder)
    assert found.best is not None
    assert [trial.number for trial in found.trials] == [1, 2, 3, 4, 5]
    done = [trial for trial in found.trials if trial.state == "done"]
    assert found.best == max(done, key=lambda trial: trial.accuracy)
    assert found.best.accuracy == pytest.approx(peak_at_a_tenth(PLAN.config(found.best.settings)))
    assert found.study == "abc"
    assert len(fit.requested) == 5
    assert {config.seed for config, _ in fit.requested} == {PLAN.base.seed}


def test_no_trial_sees_pictures_of_the_test_split(
    settings: Settings, folder: Path, fit: ScriptedFit, tiny: Dataset
) -> None:
    search(settings, folder)
    tested = {np.asarray(image).tobytes() for image in tiny.test.images}
    for _, dataset in fit.requested:
        assert not pictures_seen(dataset) & tested
        assert len(dataset.validation) == len(tiny.validation)


def test_progress_has_all_trials_and_never_decreases(
    settings: Settings, folder: Path, fit: ScriptedFit
) -> None:
    context = ResumableContext(folder)
    run_sweep(settings, PLAN, context)
    fractions = [fraction for fraction, _, _ in context.reports]
    assert fractions == sorted(fractions)
    _, message, progress = context.reports[-1]
    assert message.startswith("Trial 5 of 5, epoch")
    assert isinstance(progress, SweepFindings)
    assert progress.trials[-1].state is TrialState.RUNNING
    assert progress.best is not None
    assert progress.best.reached > 0


def test_a_stopped_search_resumes_with_its_trials(
    settings: Settings, folder: Path, fit: ScriptedFit
) -> None:
    with pytest.raises(JobStopped):
        run_sweep(settings, PLAN, ResumableContext(folder, stop_after=12))
    begun = len(fit.requested)
    assert 1 < begun < 5
    found = search(settings, folder)
    assert len(found.trials) == 5
    repeated = [config for config, _ in fit.requested]
    assert repeated[begun] == repeated[begun - 1], "the interrupted trial is repeated"
    assert len(repeated) == 6


def test_a_kill_during_a_trial_loses_no_other_trial(
    settings: Settings, folder: Path, fit: ScriptedFit
) -> None:
    fit.fail_at = 3
    with pytest.raises(Killed):
        search(settings, folder)
    fit.fail_at = None
    found = search(settings, folder)
    assert [trial.number for trial in found.trials] == [1, 2, 3, 4, 5]
    assert fit.requested[3][0] == fit.requested[2][0]
    assert len(fit.requested) == 6


def test_a_search_cannot_be_resumed_on_other_pictures(
    settings: Settings, folder: Path, fit: ScriptedFit
) -> None:
    fit.fail_at = 2
    with pytest.raises(Killed):
        search(settings, folder)
    (folder / "pictures.txt").write_text("of another version")
    with pytest.raises(TrainingFailed, match="no longer those that this search began with"):
        search(settings, folder)


def test_a_resumed_search_reports_the_trials_of_the_earlier_run(
    settings: Settings, folder: Path, fit: ScriptedFit
) -> None:
    fit.fail_at = 3
    with pytest.raises(Killed):
        search(settings, folder)
    fit.fail_at = None
    context = ResumableContext(folder)
    run_sweep(settings, PLAN, context)
    reported = [progress for _, _, progress in context.reports]
    assert all(isinstance(one, SweepFindings) and one.trials for one in reported)
    assert context.reports[0][0] == pytest.approx(2 / 5)


def test_a_diverged_trial_is_recorded_and_the_search_continues(
    settings: Settings, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fit = ScriptedFit(peak_at_a_tenth)

    def diverging(config: TrainConfig, *rest: Any, **more: Any) -> Any:
        if config.learning_rate > 0.07:
            raise TrainingFailed("The loss became nan.")
        return fit(config, *rest, **more)

    monkeypatch.setattr("core.training.fit", diverging)
    found = search(settings, folder)
    assert found.trials[0].state == "diverged"
    assert found.trials[0].note == "The loss became nan."
    assert len(found.trials) == 5


def test_a_full_disk_ends_the_search_without_failing_the_trial(
    settings: Settings, folder: Path, fit: ScriptedFit, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any, **__: Any) -> Any:
        raise TrainingFailed("The checkpoint could not be written.") from OSError(28, "full")

    monkeypatch.setattr("core.training.fit", full)
    with pytest.raises(TrainingFailed, match="could not be written"):
        search(settings, folder)
    monkeypatch.setattr("core.training.fit", fit)
    found = search(settings, folder)
    assert {trial.state for trial in found.trials} <= {"done", "pruned"}
    assert len(found.trials) == 5


def test_trials_below_the_median_are_pruned(
    settings: Settings, folder: Path, fit: ScriptedFit
) -> None:
    numbers = {"learning_rate": (1e-6, 0.3)}
    plan = SweepPlan(PLAN.base, numbers, {}, trials=12)
    found = search(settings, folder, plan)
    pruned = [trial for trial in found.trials if trial.state == "pruned"]
    assert pruned
    assert all(len(trial.curve) < 4 for trial in pruned)
    assert found.importance == (), "importance needs two hyperparameters"
    unpruned = SweepPlan(PLAN.base, numbers, {}, trials=12, prune=False)
    found = search(settings, settings.models / "jobs" / "other", unpruned)
    assert {trial.state for trial in found.trials} == {"done"}


def test_checkpoints_of_an_ended_trial_are_removed(
    settings: Settings, folder: Path, fit: ScriptedFit
) -> None:
    search(settings, folder)
    assert list(folder.glob("trial-*")) == []


def test_a_sweep_of_an_earlier_version_is_read_and_resumed(
    settings: Settings, folder: Path, fit: ScriptedFit
) -> None:
    plan = replace(PLAN, names={"augmentation": ("none", "photo_like")})
    values = plan.as_record() | {"names": {"augmentation": ["none", "wild"]}}
    settings.models.mkdir()
    older = optuna.create_study(
        storage=f"sqlite:///{settings.models / 'sweeps.db'}", study_name="abc", direction="maximize"
    )
    older.enqueue_trial({"learning_rate": 0.1, "augmentation": "wild"}, user_attrs={"number": 1})
    choices = {
        "learning_rate": FloatDistribution(0.01, 0.3, log=True),
        "augmentation": CategoricalDistribution(["none", "wild"]),
    }
    older.tell(older.ask(choices), 0.8)
    found = search(settings, folder, from_json(SweepPlan, values))
    assert found.trials[0].settings == {"learning_rate": 0.1, "augmentation": "photo_like"}
    assert [trial.number for trial in found.trials] == [1, 2, 3, 4, 5]
    assert {config.augmentation for config, _ in fit.requested} <= {"none", "photo_like"}
    assert len(fit.requested) == 4


def test_names_in_findings_of_an_earlier_version_are_translated() -> None:
    trial = {
        "number": 1,
        "state": "done",
        "settings": {"augmentation": "wild", "learning_rate": 0.1},
        "accuracy": 0.9,
        "curve": [0.8, 0.9],
        "epochs": 2,
        "seconds": 3.5,
        "note": "",
    }
    importance = {"setting": "augmentation", "share": 0.7, "by_chance": 0.5, "stands_out": True}
    values = {
        "trials": [trial],
        "best": trial,
        "importance": [importance],
        "n": 200,
        "study": "abc",
    }
    found = from_json(SweepFindings, values)
    assert found.best == found.trials[0]
    assert found.trials[0].settings == {"augmentation": "photo_like", "learning_rate": 0.1}
    assert found.importance[0].stands_out


def test_missing_data_are_reported_and_no_study_is_created(
    settings: Settings, folder: Path
) -> None:
    plan = SweepPlan(config_for("quick", data="v99"), PLAN.numbers, trials=2)
    with pytest.raises(DataUnavailable, match="There is no dataset named"):
        search(settings, folder, plan)
    assert not (settings.models / "sweeps.db").exists()


# Keras itself passes arrays in a way that NumPy 2 deprecates.
@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
def test_a_real_search_on_tiny_pictures_as_a_job(settings: Settings) -> None:
    runner = runner_for(settings, Registry(settings))
    base = config_for("quick", data="tiny", epochs=1)
    plan = SweepPlan(base, {"learning_rate": (0.001, 0.1)}, trials=2)
    job = runner.wait(start_sweep(runner, plan).id, 120)
    assert (job.state, job.error) == (JobState.DONE, "")
    assert job.title == "2 trials from Quick on Tiny"
    assert job.result is not None
    assert [trial.state for trial in job.result.trials] == ["done", "done"]
    assert job.result.best is not None
    assert job.result.best.reached > 0.15
    study = SweepStudy(settings.models / "sweeps.db", job.id, plan)
    assert study.trials() == job.result.trials
