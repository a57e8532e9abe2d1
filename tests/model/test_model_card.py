"""The metrics in the shipped champion's facts and model card can be reproduced."""

import pytest

from core.data import Dataset
from core.model_facts import ModelFacts
from core.predictor import Predictor
from core.settings import Settings
from core.workflows.train.calibrate import simulated_metrics, split_metrics
from core.workflows.train.model_card import render


@pytest.mark.parametrize("split", ["validation", "test"])
def test_the_metrics_in_the_facts_are_reproduced(
    split: str, champion: Predictor, facts: ModelFacts, dataset: Dataset
) -> None:
    """Rounding on another machine may change the prediction of one picture in 5,000."""
    stated, found = facts.metrics[split], split_metrics(champion, getattr(dataset, split))
    assert found.n == stated.n
    for name in ("accuracy", "balanced_accuracy", "coverage", "accuracy_when_known"):
        assert getattr(found, name) == pytest.approx(getattr(stated, name), abs=4e-4), name
    assert found.log_loss == pytest.approx(stated.log_loss, rel=1e-3)
    assert found.calibration_error == pytest.approx(stated.calibration_error, abs=5e-4)
    assert found.recall == pytest.approx(stated.recall, abs=3e-3)


def test_the_metrics_on_simulated_pictures_are_reproduced(
    champion: Predictor, facts: ModelFacts, dataset: Dataset
) -> None:
    for kind, found in simulated_metrics(champion, dataset).items():
        stated = facts.simulated[kind]
        for name in ("accuracy", "coverage", "accuracy_when_known"):
            assert getattr(found, name) == pytest.approx(getattr(stated, name), abs=4e-3), name


def test_the_champion_was_trained_on_this_dataset(facts: ModelFacts, dataset: Dataset) -> None:
    assert (facts.dataset.hash, facts.dataset.split_seed) == (dataset.hash, dataset.split_seed)
    assert facts.dataset.train == len(dataset.train)


def test_the_model_card_is_rendered_from_the_facts(
    facts: ModelFacts, shipped_settings: Settings
) -> None:
    card = shipped_settings.shipped_champion / "CARD.md"
    assert card.read_text("utf-8") == render(facts)
