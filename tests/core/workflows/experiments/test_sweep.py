"""A search from its ranges to the best settings, through stops and kills."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.data import Dataset
from core.errors import DataUnavailable, TrainingFailed
from core.jobs import JobState, JobStopped
from core.registry import Registry
from core.settings import Settings
from core.training import TrainConfig, config_for
from core.training.search.plan import SweepPlan
from core.training.search.study import SweepStudy
from core.workflows.experiments.sweep import start_sweep, sweep_settings
from core.workflows.job_kinds import runner_for
from tests.core.workflows.experiments.several import Durable, Killed, ScriptedFit, pictures_seen

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


def search(settings: Settings, folder: Path, plan: SweepPlan = PLAN) -> dict[str, Any]:
    return sweep_settings(settings, Durable(plan.as_dict(), folder))


def test_a_search_runs_its_trials_and_names_the_best(
    settings: Settings, folder: Path, fit: ScriptedFit
) -> None:
    found = search(settings, folder)
    assert [trial["number"] for trial in found["trials"]] == [1, 2, 3, 4, 5]
    done = [trial for trial in found["trials"] if trial["state"] == "done"]
    assert found["best"] == max(done, key=lambda trial: trial["accuracy"])
    assert found["best"]["accuracy"] == pytest.approx(
        peak_at_a_tenth(PLAN.config(found["best"]["settings"]))
    )
    assert found["study"] == "abc"
    assert len(fit.asked) == 5
    assert {config.seed for config, _ in fit.asked} == {PLAN.base.seed}


def test_no_trial_is_handed_a_picture_of_the_test_split(
    settings: Settings, folder: Path, fit: ScriptedFit, tiny: Dataset
) -> None:
    search(settings, folder)
    tested = {np.asarray(image).tobytes() for image in tiny.test.images}
    for _, dataset in fit.asked:
        assert not pictures_seen(dataset) & tested
        assert len(dataset.validation) == len(tiny.validation)


def test_progress_shows_all_trials_and_never_goes_back(
    settings: Settings, folder: Path, fit: ScriptedFit
) -> None:
    context = Durable(PLAN.as_dict(), folder)
    sweep_settings(settings, context)
    fractions = [fraction for fraction, _, _ in context.told]
    assert fractions == sorted(fractions)
    _, message, progress = context.told[-1]
    assert message.startswith("Trial 5 of 5, epoch")
    assert [trial["state"] for trial in progress["trials"]][-1] == "running"
    assert progress["best"]["accuracy"] > 0


def test_a_stop_keeps_what_was_found_and_the_search_goes_on_from_there(
    settings: Settings, folder: Path, fit: ScriptedFit
) -> None:
    with pytest.raises(JobStopped):
        sweep_settings(settings, Durable(PLAN.as_dict(), folder, stop_after=12))
    begun = len(fit.asked)
    assert 1 < begun < 5
    found = search(settings, folder)
    assert len(found["trials"]) == 5
    repeated = [config for config, _ in fit.asked]
    assert repeated[begun] == repeated[begun - 1], "the trial that was cut short is run again"
    assert len(repeated) == 6


def test_a_kill_in_the_middle_of_a_trial_loses_no_other(
    settings: Settings, folder: Path, fit: ScriptedFit
) -> None:
    fit.fail_at = 3
    with pytest.raises(Killed):
        search(settings, folder)
    fit.fail_at = None
    found = search(settings, folder)
    assert [trial["number"] for trial in found["trials"]] == [1, 2, 3, 4, 5]
    assert fit.asked[3][0] == fit.asked[2][0]
    assert len(fit.asked) == 6


def test_a_search_does_not_go_on_with_other_pictures(
    settings: Settings, folder: Path, fit: ScriptedFit
) -> None:
    fit.fail_at = 2
    with pytest.raises(Killed):
        search(settings, folder)
    (folder / "pictures.txt").write_text("of another version")
    with pytest.raises(TrainingFailed, match="no longer those that this search began with"):
        search(settings, folder)


def test_what_an_earlier_go_told_stays_in_sight(
    settings: Settings, folder: Path, fit: ScriptedFit
) -> None:
    fit.fail_at = 3
    with pytest.raises(Killed):
        search(settings, folder)
    fit.fail_at = None
    context = Durable(PLAN.as_dict(), folder)
    sweep_settings(settings, context)
    assert all(progress["trials"] for _, _, progress in context.told)
    assert context.told[0][0] == pytest.approx(2 / 5)


def test_a_trial_that_diverges_is_noted_and_the_search_goes_on(
    settings: Settings, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fit = ScriptedFit(peak_at_a_tenth)

    def diverging(config: TrainConfig, *rest: Any, **more: Any) -> Any:
        if config.learning_rate > 0.07:
            raise TrainingFailed("The loss became nan.")
        return fit(config, *rest, **more)

    monkeypatch.setattr("core.training.fit", diverging)
    found = search(settings, folder)
    assert found["trials"][0]["state"] == "diverged"
    assert found["trials"][0]["note"] == "The loss became nan."
    assert len(found["trials"]) == 5


def test_a_full_disk_ends_the_search_and_is_not_held_against_a_trial(
    settings: Settings, folder: Path, fit: ScriptedFit, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any, **__: Any) -> Any:
        raise TrainingFailed("The checkpoint could not be written.") from OSError(28, "full")

    monkeypatch.setattr("core.training.fit", full)
    with pytest.raises(TrainingFailed, match="could not be written"):
        search(settings, folder)
    monkeypatch.setattr("core.training.fit", fit)
    found = search(settings, folder)
    assert {trial["state"] for trial in found["trials"]} <= {"done", "pruned"}
    assert len(found["trials"]) == 5


def test_trials_that_lag_are_given_up_before_their_end(
    settings: Settings, folder: Path, fit: ScriptedFit
) -> None:
    numbers = {"learning_rate": (1e-6, 0.3)}
    plan = SweepPlan(PLAN.base, numbers, {}, trials=12)
    found = search(settings, folder, plan)
    pruned = [trial for trial in found["trials"] if trial["state"] == "pruned"]
    assert pruned
    assert all(len(trial["curve"]) < 4 for trial in pruned)
    assert found["importance"] == [], "one setting alone has nothing to be compared with"
    unpruned = SweepPlan(PLAN.base, numbers, {}, trials=12, prune=False)
    found = search(settings, settings.models / "jobs" / "other", unpruned)
    assert {trial["state"] for trial in found["trials"]} == {"done"}


def test_checkpoints_of_a_trial_are_gone_when_it_has_ended(
    settings: Settings, folder: Path, fit: ScriptedFit
) -> None:
    search(settings, folder)
    assert list(folder.glob("trial-*")) == []


def test_data_that_are_not_there_are_a_sentence_and_no_study_is_made(
    settings: Settings, folder: Path
) -> None:
    plan = SweepPlan(config_for("quick", data="v99"), PLAN.numbers, trials=2)
    with pytest.raises(DataUnavailable, match="There is no dataset named"):
        search(settings, folder, plan)
    assert not (settings.models / "sweeps.db").exists()


# Keras itself hands arrays over in a way that NumPy 2 will end.
@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
def test_a_real_search_on_tiny_pictures_as_a_job(settings: Settings) -> None:
    runner = runner_for(settings, Registry(settings))
    base = config_for("quick", data="tiny", epochs=1)
    plan = SweepPlan(base, {"learning_rate": (0.001, 0.1)}, trials=2)
    job = runner.wait(start_sweep(runner, plan).id, 120)
    assert (job.state, job.error) == (JobState.DONE, "")
    assert job.title == "2 trials from Quick on Tiny"
    assert [trial["state"] for trial in job.result["trials"]] == ["done", "done"]
    assert job.result["best"]["accuracy"] > 0.15
    study = SweepStudy(settings.models / "sweeps.db", job.id, plan)
    assert [trial.as_dict() for trial in study.trials()] == job.result["trials"]
