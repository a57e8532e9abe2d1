"""A warm start: a training that begins with the weights of an earlier version."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from core import data
from core.data import Dataset
from core.errors import ModelUnavailable, TrainingFailed, UnknownRecipe
from core.model_facts import FineTuningFacts
from core.model_files import ONNX_FILE, write_facts
from core.registry import Registry
from core.settings import Settings
from core.training import fit
from core.training.finetuning import finetuning_config
from core.training.search.plan import SweepPlan
from core.workflows.context import Silent
from core.workflows.experiments.crossvalidation import without_other_models
from core.workflows.train.train import train_model
from core.workflows.train.warm_start import warm_start_for, with_warm_start
from tests.core.conftest import Trained


@pytest.fixture
def registry(trained: Trained, home: Path) -> Registry:
    """A home of its own with the trained version v1."""
    shutil.copytree(trained.settings.home, home, dirs_exist_ok=True)
    return Registry(Settings(home=home))


def test_a_training_starts_from_the_weights_of_a_version_and_its_facts_say_so(
    trained: Trained, registry: Registry, settings: Settings
) -> None:
    base = registry.get("v1").facts()
    # With a learning rate this small, the weights stay those that it started from.
    config = replace(trained.config, warm_start="v1", epochs=1, learning_rate=1e-6)
    result = train_model(settings, registry, config, Silent())
    facts = registry.get(result.name).facts()
    assert facts.warm_start
    assert (facts.warm_start.base, facts.warm_start.base_onnx_sha256) == ("v1", base.onnx_sha256)
    assert registry.runs.get(result.name).parameters["warm_start"] == "v1"
    assert facts.validation.accuracy == pytest.approx(base.validation.accuracy, abs=0.02)
    cold = fit(replace(config, warm_start=""), trained_on(settings))
    assert cold.history[-1].validation_accuracy < base.validation.accuracy - 0.1


def trained_on(settings: Settings) -> Dataset:
    return data.load("tiny", settings)


def test_the_run_of_a_cold_start_records_no_version(trained: Trained) -> None:
    assert "warm_start" not in Registry(trained.settings).runs.get("v1").parameters


def test_an_alias_is_recorded_as_the_version_that_it_means(
    trained: Trained, registry: Registry
) -> None:
    config = replace(trained.config, warm_start="champion")
    assert with_warm_start(config, registry).warm_start == "v1"
    assert with_warm_start(trained.config, registry) == trained.config


@pytest.mark.parametrize(
    ("changes", "error", "words"),
    [
        ({"network": "wide"}, UnknownRecipe, r"v1 has the network “quick”.*“wide”"),
        ({"network": "hog_svm"}, UnknownRecipe, "no weights to start from"),
        ({"warm_start": "v99"}, ModelUnavailable, "v99"),
    ],
)
def test_a_version_that_does_not_fit_is_refused_with_the_reason(
    trained: Trained,
    registry: Registry,
    changes: dict[str, str],
    error: type[Exception],
    words: str,
) -> None:
    config = replace(trained.config, **{"warm_start": "v1", **changes})
    with pytest.raises(error, match=words):
        with_warm_start(config, registry)
    with pytest.raises(error, match=words):
        warm_start_for(config, registry)


def test_damaged_weights_are_refused(trained: Trained, registry: Registry) -> None:
    (registry.get("v1").folder / ONNX_FILE).write_bytes(b"rubbish")
    with pytest.raises(ModelUnavailable):
        warm_start_for(replace(trained.config, warm_start="v1"), registry)


def test_the_wardrobes_pictures_in_the_weights_are_inherited(
    trained: Trained, registry: Registry
) -> None:
    version = registry.get("v1")
    tuned = FineTuningFacts("v1", "1" * 64, ("a", "b"), 1.0)
    write_facts(version.folder, replace(version.facts(), fine_tuning=tuned))
    start = warm_start_for(replace(trained.config, warm_start="v1"), registry)
    assert start
    made = replace(version.facts(), fine_tuning=None, warm_start=start.facts)
    assert made.learned_from == {"a", "b"}


def test_a_search_a_fold_and_a_fine_tuning_have_no_warm_start(trained: Trained) -> None:
    config = replace(trained.config, warm_start="v1", distillation=0.5)
    folds = without_other_models(config)
    assert (folds.warm_start, folds.distillation) == ("", 0.0)
    assert finetuning_config(config, "tiny", 0).warm_start == ""
    with pytest.raises(UnknownRecipe, match="random weights"):
        SweepPlan(config, {"learning_rate": (0.1, 0.2)}, {}, 5)


def test_a_training_without_the_weights_that_it_needs_is_refused(trained: Trained) -> None:
    with pytest.raises(TrainingFailed, match="v1"):
        fit(replace(trained.config, warm_start="v1"), trained_on(trained.settings))
