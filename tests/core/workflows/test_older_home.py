"""A home written by an earlier version can be opened, with its jobs, models and pictures."""

import numpy as np
import pytest

from core.data.user_pictures.cases import Cases
from core.data.user_pictures.wardrobe import Wardrobe
from core.input_kind import InputKind
from core.jobs import JobState, JobStore, Runner
from core.model_files import chosen_thresholds
from core.pictures import prepare_pixels
from core.predictor import Predictor
from core.registry import Registry
from core.settings import Settings
from core.training.search.plan import SweepPlan
from core.workflows.batch.results import AnswerState
from core.workflows.batch.store import Batches
from core.workflows.context import Workplace
from core.workflows.experiments.crossvalidation import FoldsResult
from core.workflows.experiments.seeds import SeedsResult
from core.workflows.experiments.sweep import SweepFindings
from core.workflows.home import prepare_home
from core.workflows.job_kinds import KINDS
from core.workflows.photos.record import SampleRecord
from core.workflows.photos.step_effects import Ablation
from core.workflows.train.finetuning_result import FineTuningResult
from core.workflows.train.train import TrainingResult
from tests.older_home import unpack

KINDS_BY_NAME = {kind.name: kind for kind in KINDS}


@pytest.fixture
def registry(settings: Settings) -> Registry:
    unpack(settings.home)
    registry = Registry(settings)
    prepare_home(settings, registry)
    return registry


@pytest.fixture
def store(settings: Settings, registry: Registry) -> JobStore:
    return JobStore(settings.jobs, KINDS_BY_NAME)


def test_models_of_an_older_home_use_their_chosen_thresholds(registry: Registry) -> None:
    champion = registry.champion()
    assert champion.name == "v2"
    assert chosen_thresholds(champion.folder)[InputKind.PHOTO].threshold == 0.25
    predictor = Predictor.load(champion.folder)
    assert predictor.calibration(InputKind.PHOTO).threshold == 0.25
    assert predictor.calibration(InputKind.DRAWING).threshold == pytest.approx(0.997, abs=1e-3)
    assert predictor.predict(prepare_pixels(np.full((28, 28), 99, np.uint8))).probability > 0
    assert {"v1", "v2", "v3", "v5"} <= {version.name for version in registry.versions()}


def test_promotions_notes_tags_and_deleted_runs_of_an_older_home_are_read(
    registry: Registry,
) -> None:
    assert [change.after for change in registry.history()] == [1, 2]
    run = registry.runs.get("v3")
    assert (run.tags, run.note) == (("slow", "to keep"), "A note, with *stars*.")
    assert [one.name for one in registry.runs.all(deleted=True)] == ["linear, seed 4"]
    tuned = registry.get("v5").facts()
    assert tuned.fine_tuning
    assert (tuned.recipe, registry.runs.get("v5").recipe) == ("finetuned", "finetuned")
    assert (tuned.fine_tuning.base, len(tuned.fine_tuning.learned_from)) == ("v2", 3)
    assert tuned.config["augmentation"] == "photo_like"


def test_jobs_of_an_older_home_have_their_parameters_and_results(store: JobStore) -> None:
    results = {job.kind: job.result for job in store.all() if job.state is JobState.DONE}
    assert {kind: type(result) for kind, result in results.items()} == {
        "train": TrainingResult,
        "seeds": SeedsResult,
        "crossvalidation": FoldsResult,
        "sweep": SweepFindings,
        "ablation": Ablation,
        "batch": KINDS_BY_NAME["batch"].result,
        "teach": FineTuningResult,
    }
    for job in store.all():
        assert isinstance(job.parameters, KINDS_BY_NAME[job.kind].parameters), job.title
    states = {job.title.rpartition("seed ")[2]: job.state for job in store.all()}
    assert (states["9"], states["10"], states["11"]) == (
        JobState.STOPPED,
        JobState.INTERRUPTED,
        JobState.INTERRUPTED,
    )


def test_names_in_a_sweep_of_an_older_home_are_translated(store: JobStore) -> None:
    sweep = next(job for job in store.all() if job.kind == "sweep")
    assert isinstance(sweep.parameters, SweepPlan)
    assert sweep.parameters.names == {"augmentation": ("none", "photo_like")}
    assert {trial.settings["augmentation"] for trial in sweep.result.trials} == {
        "none",
        "photo_like",
    }


def test_pictures_of_an_older_home_are_read(
    settings: Settings, registry: Registry, store: JobStore
) -> None:
    wardrobe = Wardrobe(settings)
    assert sorted((one.name, one.holdout) for one in wardrobe.items()) == [
        ("Coat", False),
        ("Coat", True),
        ("Dress", False),
        ("Dress", False),
        ("Dress", True),
    ]
    assert len(wardrobe.deleted()) == 1
    assert [case.name for case in Cases(settings).items()] == ["Bag"]
    results = Batches(settings).all()[0].results.all()
    assert [one.state for one in results] == [AnswerState.UNKNOWN] * 3 + [AnswerState.UNREADABLE]
    assert (results[0].corrected, results[0].input_kind) == ("Dress", InputKind.PHOTO)
    assert results[0].pixels is not None
    ablation = next(job for job in store.all() if job.kind == "ablation")
    assert len(SampleRecord(settings, ablation.id).read()) == 4


def test_an_interrupted_training_of_an_older_home_resumes_from_its_checkpoint(
    settings: Settings, registry: Registry
) -> None:
    runner = Runner(
        JobStore(settings.jobs, KINDS_BY_NAME), KINDS_BY_NAME, Workplace(settings, registry)
    )
    before = next(job for job in runner.jobs() if job.title.endswith("seed 10"))
    first = before.progress.history[-1]
    runner.resume(before.id)
    done = runner.wait(before.id, 120)
    assert done.error == ""
    assert done.state is JobState.DONE
    history = registry.get(done.result.name).facts().history
    assert first in history  # the original metrics, seconds included
    assert len(history) == done.parameters.epochs
