"""Cross-validation: disjoint folds, networks that never see their fold, and pooled results."""

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.data import Dataset
from core.errors import BadRecord, UnknownRecipe
from core.jobs import JobState, JobStopped
from core.records import from_json, to_json
from core.registry import Registry
from core.settings import Settings
from core.training import config_for
from core.workflows.experiments.crossvalidation import (
    FoldsParameters,
    FoldsResult,
    cross_validate,
    dataset_of,
    fold_of,
    start_crossvalidation,
)
from core.workflows.job_kinds import runner_for
from tests.core.conftest import linear_network
from tests.core.workflows.experiments.several import (
    Killed,
    ResumableContext,
    ScriptedFit,
    pictures_seen,
)

CONFIG = config_for("quick", data="tiny", epochs=1, seed=4)
PARAMETERS = FoldsParameters(CONFIG, 4)


@pytest.fixture
def fit(monkeypatch: pytest.MonkeyPatch, tiny: Dataset) -> ScriptedFit:
    """Replace training by a scripted one whose network is always the same small one."""

    def save(model: object, folder: Path) -> None:
        (folder / "model.onnx").write_bytes(linear_network(tiny))

    scripted = ScriptedFit(lambda config: 0.8)
    monkeypatch.setattr("core.training.fit", scripted)
    monkeypatch.setattr("core.training.save", save)
    return scripted


def validate(settings: Settings, stop_after: float = math.inf) -> FoldsResult:
    context = ResumableContext(settings.models / "jobs" / "abc", stop_after)
    return cross_validate(settings, PARAMETERS, context)


def test_folds_are_a_stratified_partition() -> None:
    labels = np.repeat(np.arange(10, dtype=np.uint8), 23)
    places = fold_of(labels, 5, seed=1)
    assert set(places) == set(range(5))
    for label in range(10):
        counts = np.bincount(places[labels == label], minlength=5)
        assert counts.max() - counts.min() <= 1
    assert np.bincount(places).tolist() == [46] * 5


def test_folds_depend_on_the_seed_only() -> None:
    labels = np.tile(np.arange(10, dtype=np.uint8), 20)
    assert (fold_of(labels, 4, seed=1) == fold_of(labels, 4, seed=1)).all()
    assert (fold_of(labels, 4, seed=1) != fold_of(labels, 4, seed=2)).any()


def test_training_and_validation_pictures_are_outside_the_fold(tiny: Dataset) -> None:
    labels = np.concatenate([tiny.train.labels, tiny.validation.labels])
    images = np.concatenate([tiny.train.images, tiny.validation.images])
    places = fold_of(labels, 4, seed=4)
    seen = dataset_of(tiny, places, 2)
    assert len(seen.train) + len(seen.validation) == 600
    assert len(seen.validation) == 150  # a quarter, as in the whole dataset
    assert not pictures_seen(seen) & {image.tobytes() for image in images[places == 2]}
    assert len(seen.test) == 0


def test_every_picture_is_predicted_once_and_the_test_split_is_never_read(
    settings: Settings, fit: ScriptedFit, tiny: Dataset
) -> None:
    found = validate(settings)
    assert np.sum(found.confusion) == 800
    assert [fold.n for fold in found.folds] == [200] * 4
    assert np.sum(found.confusion, axis=1).tolist() == [80] * 10
    accuracies = [fold.accuracy for fold in found.folds]
    assert found.accuracy.mean == pytest.approx(np.mean(accuracies))
    pooled = np.trace(found.confusion) / 800
    assert found.accuracy.mean == pytest.approx(pooled)
    assert found.accuracy.low is not None
    assert found.accuracy.high is not None
    assert found.accuracy.low < pooled < found.accuracy.high
    tested = {np.asarray(image).tobytes() for image in tiny.test.images}
    for _, dataset in fit.requested:
        assert not pictures_seen(dataset) & tested


def test_finished_folds_survive_a_stop_and_a_kill(settings: Settings, fit: ScriptedFit) -> None:
    fit.fail_at = 3
    with pytest.raises(Killed):
        validate(settings)
    fit.fail_at = None
    with pytest.raises(JobStopped):
        validate(settings, stop_after=2)
    found = validate(settings)
    assert len(fit.requested) == 6  # four folds, the third started three times
    assert [fold.name for fold in found.folds] == [f"Fold {number}" for number in range(1, 5)]
    assert list(settings.models.glob("staging-*")) == []


@pytest.mark.parametrize("folds", [1, 21, True])
def test_an_invalid_number_of_folds_is_refused(settings: Settings, folds: Any) -> None:
    runner = runner_for(settings, Registry(settings))
    with pytest.raises(UnknownRecipe, match="Choose 2 to 20 folds"):
        start_crossvalidation(runner, CONFIG, folds)


@pytest.mark.parametrize("folds", [1, 2.5, True, "4"])
def test_a_record_with_an_invalid_number_of_folds_is_refused(folds: Any) -> None:
    with pytest.raises(BadRecord):
        from_json(FoldsParameters, to_json(PARAMETERS) | {"folds": folds})


# Keras itself passes arrays in a way that NumPy 2 deprecates.
@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
def test_a_real_cross_validation_as_a_job_registers_nothing(settings: Settings) -> None:
    registry = Registry(settings)
    runner = runner_for(settings, registry)
    job = runner.wait(start_crossvalidation(runner, CONFIG, 2).id, 120)
    assert (job.state, job.error) == (JobState.DONE, "")
    assert job.title == "Quick on Tiny, 2 folds, seed 4"
    assert job.result is not None
    assert job.result.accuracy.mean > 0.15
    assert registry.versions() == ()
