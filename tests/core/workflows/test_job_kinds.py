"""The kinds of jobs, each of which a later process can resume from the database."""

import json
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

import pytest

from core.errors import UnknownRecipe
from core.jobs import AnyKind, Job, JobContext, JobState, JobStore
from core.model_facts import SplitMetrics
from core.records import parse, to_json
from core.registry import Registry
from core.settings import Settings
from core.training import TrainConfig, config_for
from core.training.search.plan import SweepPlan
from core.workflows.evaluate.job import EvaluateParameters
from core.workflows.job_kinds import KINDS, runner_for
from core.workflows.photos.ablation import ALL_STEPS
from core.workflows.train import train
from core.workflows.train.train import TRAIN, TrainingResult

LIMIT = 20.0  # seconds


def test_a_process_has_one_runner_per_home(settings: Settings, tmp_path: Path) -> None:
    runner = runner_for(settings, Registry(settings))
    assert runner_for(settings, Registry(settings)) is runner
    other = Settings(home=tmp_path / "other")
    assert runner_for(other, Registry(other)) is not runner


def test_stored_names_of_job_kinds_never_change() -> None:
    several = {"seeds", "crossvalidation", "sweep"}
    about_data = {"answers", "validate", "import", "projection", "audit"}
    expected = {"train", *several, "batch", "ablation", "teach", "evaluate", *about_data}
    assert {kind.name for kind in KINDS} == expected


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_parameters_progress_and_result_of_a_kind_are_frozen_dataclasses(kind: AnyKind) -> None:
    for form in (kind.parameters, kind.progress, kind.result):
        assert is_dataclass(form)
        assert form.__dataclass_params__.frozen  # type: ignore[attr-defined]
    assert 0 < kind.even_until <= 1
    assert kind.closing >= 0
    assert fields(kind.result), "without fields a missing result looks like an existing one"


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_parameters_progress_and_result_of_a_kind_survive_the_record(kind: AnyKind) -> None:
    for form in (kind.parameters, kind.progress, kind.result):
        value = example(form)
        assert parse(form, json.dumps(to_json(value))) == value


def example(form: Any) -> Any:
    """Return a value of a type: of a dataclass, with a value for every field."""
    origin, parts = get_origin(form), get_args(form)
    if form in EXAMPLES:
        return EXAMPLES[form]
    if is_dataclass(form):
        hints = get_type_hints(form)
        return form(**{one.name: example(hints[one.name]) for one in fields(form)})
    if isinstance(form, type) and issubclass(form, Enum):
        return next(iter(form))
    if origin in (tuple, list):
        return origin(example(part) for part in parts if part is not ...)
    if origin in (dict, Mapping):
        keys = SPLITS if parts[0] is str else (example(parts[0]),)
        return {key: example(parts[1]) for key in keys}
    assert parts, f"{form} needs a value in EXAMPLES"
    return example(parts[0])  # the first choice of a union


CONFIG = config_for("quick", data="tiny", seed=3)
SPLITS = ("validation", "test", "wardrobe")
EXAMPLES: Mapping[Any, Any] = {
    str: ALL_STEPS,  # as the first condition of an ablation must be named
    int: 2,
    float: 0.5,
    bool: True,
    Path: Path("a"),
    # Not every value of these is valid.
    TrainConfig: CONFIG,
    EvaluateParameters: EvaluateParameters("v2", "v1", "validation"),
    SweepPlan: SweepPlan(CONFIG, {"learning_rate": (0.01, 0.3)}, {}, trials=4),
}


def record(settings: Settings, parameters: Mapping[str, Any] | None = None) -> str:
    """Store an unfinished training job of a dead process, with these stored parameters."""
    job = Job("a" * 12, "train", "Quick", JobState.RUNNING, 1.0, CONFIG, started=2.0)
    store = JobStore(settings.jobs, {TRAIN.name: TRAIN})
    store._owner = "999999999_1.00"
    store.save(job)
    if parameters is not None:
        with closing(sqlite3.connect(settings.jobs, isolation_level=None)) as other:
            other.execute("update jobs set parameters = ?", (json.dumps(parameters),))
    return job.id


FIGURES = SplitMetrics(200, 0.8, 0.74, 0.85, 0.79, 0.6, 0.05)
# As an earlier version stored it, with other names for some settings.
EARLIER = {
    "recipe": "quick",
    "network": "quick",
    "data": "tiny",
    "seed": 3,
    "augmentation": "wild",
    "strangers": 0.1,
    "mirror": True,
    "shifts": False,
}


@pytest.mark.parametrize(
    ("stored", "config"),
    [
        (None, CONFIG),
        (
            EARLIER,
            TrainConfig(
                "quick",
                "quick",
                data="tiny",
                seed=3,
                augmentation="photo_like",
                outliers=0.1,
                flip_tta=True,
            ),
        ),
    ],
    ids=["current names", "earlier names"],
)
def test_a_training_of_a_dead_process_resumes_with_its_settings_and_folder(
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    stored: Mapping[str, Any] | None,
    config: TrainConfig,
) -> None:
    job_id = record(settings, stored)
    received: list[tuple[Settings, TrainConfig, Path]] = []

    def train_model(
        settings: Settings,
        registry: Registry,
        config: TrainConfig,
        context: JobContext,
        folder: Path,
        job: str,
    ) -> TrainingResult:
        received.append((settings, config, folder))
        return TrainingResult(2, "v2", {"test": FIGURES})

    monkeypatch.setattr(train, "train_model", train_model)
    runner = runner_for(settings, Registry(settings))
    done = runner.wait(runner.resume(job_id).id, LIMIT)
    assert (done.state, done.result) == (JobState.DONE, TrainingResult(2, "v2", {"test": FIGURES}))
    assert received == [(settings, config, settings.models / "jobs" / job_id)]


@pytest.mark.parametrize(
    "change", [{"network": "perceptron of 1958"}, {"of_tomorrow": 1}, {"epochs": "four"}]
)
def test_a_stored_training_with_invalid_settings_becomes_a_failed_job(
    settings: Settings, change: Mapping[str, Any]
) -> None:
    job_id = record(settings, CONFIG.as_record() | change)
    failed = runner_for(settings, Registry(settings)).get(job_id)
    assert failed is not None
    assert (failed.state, failed.resumable) == (JobState.FAILED, False)
    assert "from another version of this program" in failed.error


def test_invalid_settings_are_refused_before_queueing() -> None:
    with pytest.raises(UnknownRecipe, match="network 'perceptron of 1958' is not known"):
        replace(CONFIG, network="perceptron of 1958")
