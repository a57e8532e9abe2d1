"""Folds that share nothing, networks that see nothing of what they are asked, and the answers."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.data import Dataset
from core.errors import UnknownRecipe
from core.jobs import JobState, JobStopped
from core.registry import Registry
from core.settings import Settings
from core.training import config_for
from core.workflows.experiments.crossvalidation import (
    cross_validate,
    dataset_of,
    fold_of,
    start_crossvalidation,
)
from core.workflows.job_kinds import runner_for
from tests.core.conftest import linear_network
from tests.core.workflows.experiments.several import Durable, Killed, ScriptedFit, pictures_seen

CONFIG = config_for("quick", data="tiny", epochs=1, seed=4)
ASKED = {"config": CONFIG.as_dict(), "folds": 4}


@pytest.fixture
def fit(monkeypatch: pytest.MonkeyPatch, tiny: Dataset) -> ScriptedFit:
    """A training that takes no time; its network is always the same small one."""

    def save(model: object, folder: Path) -> None:
        (folder / "model.onnx").write_bytes(linear_network(tiny))

    scripted = ScriptedFit(lambda config: 0.8)
    monkeypatch.setattr("core.training.fit", scripted)
    monkeypatch.setattr("core.training.save", save)
    return scripted


def validate(settings: Settings, stop_after: float = float("inf")) -> dict[str, Any]:
    return cross_validate(settings, Durable(ASKED, settings.models / "jobs" / "abc", stop_after))


def test_folds_hold_every_picture_once_and_every_class_as_evenly_as_can_be() -> None:
    labels = np.repeat(np.arange(10, dtype=np.uint8), 23)
    places = fold_of(labels, 5, seed=1)
    assert set(places) == set(range(5))
    for label in range(10):
        counts = np.bincount(places[labels == label], minlength=5)
        assert counts.max() - counts.min() <= 1
    assert np.bincount(places).tolist() == [46] * 5


def test_folds_depend_on_the_seed_and_on_nothing_else() -> None:
    labels = np.tile(np.arange(10, dtype=np.uint8), 20)
    assert (fold_of(labels, 4, seed=1) == fold_of(labels, 4, seed=1)).all()
    assert (fold_of(labels, 4, seed=1) != fold_of(labels, 4, seed=2)).any()


def test_a_network_learns_and_chooses_on_pictures_outside_its_fold(tiny: Dataset) -> None:
    labels = np.concatenate([tiny.train.labels, tiny.validation.labels])
    images = np.concatenate([tiny.train.images, tiny.validation.images])
    places = fold_of(labels, 4, seed=4)
    seen = dataset_of(tiny, places, 2)
    assert len(seen.train) + len(seen.validation) == 600
    assert len(seen.validation) == 150  # the same quarter as of all
    assert not pictures_seen(seen) & {image.tobytes() for image in images[places == 2]}
    assert len(seen.test) == 0


def test_every_picture_is_answered_once_and_the_test_split_never_read(
    settings: Settings, fit: ScriptedFit, tiny: Dataset
) -> None:
    found = validate(settings)
    assert np.sum(found["confusion"]) == 800
    assert [fold["n"] for fold in found["folds"]] == [200] * 4
    assert np.sum(found["confusion"], axis=1).tolist() == [80] * 10
    accuracies = [fold["accuracy"] for fold in found["folds"]]
    assert found["accuracy"]["mean"] == pytest.approx(np.mean(accuracies))
    pooled = np.trace(found["confusion"]) / 800
    assert found["accuracy"]["mean"] == pytest.approx(pooled)
    assert found["accuracy"]["low"] < pooled < found["accuracy"]["high"]
    tested = {np.asarray(image).tobytes() for image in tiny.test.images}
    for _, dataset in fit.asked:
        assert not pictures_seen(dataset) & tested


def test_a_stop_and_a_kill_keep_the_folds_that_are_done(
    settings: Settings, fit: ScriptedFit
) -> None:
    fit.fail_at = 3
    with pytest.raises(Killed):
        validate(settings)
    fit.fail_at = None
    with pytest.raises(JobStopped):
        validate(settings, stop_after=2)
    found = validate(settings)
    assert len(fit.asked) == 6  # four folds, the third begun three times
    assert len(found["folds"]) == 4
    assert list(settings.models.glob("staging-*")) == []


@pytest.mark.parametrize("folds", [1, 21, 2.5, True])
def test_a_number_of_folds_that_is_not_allowed_is_a_sentence(
    settings: Settings, folds: Any
) -> None:
    runner = runner_for(settings, Registry(settings))
    with pytest.raises(UnknownRecipe, match="Choose 2 to 20 folds"):
        start_crossvalidation(runner, CONFIG, folds)


# Keras itself hands arrays over in a way that NumPy 2 will end.
@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
def test_a_real_cross_validation_as_a_job_registers_nothing(settings: Settings) -> None:
    registry = Registry(settings)
    runner = runner_for(settings, registry)
    job = runner.wait(start_crossvalidation(runner, CONFIG, 2).id, 120)
    assert (job.state, job.error) == (JobState.DONE, "")
    assert job.title == "Quick on Tiny, 2 folds, seed 4"
    assert job.result["accuracy"]["mean"] > 0.15
    assert registry.versions() == ()
