"""What corrected labels changed, from scripted answers of two models."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.data.versions.changes import Changes
from core.data.versions.pictures import Part, first_test
from core.data.versions.store import Versions
from core.evaluation.paired import Verdict
from core.model_files import ONNX_FILE, read_facts, write_facts
from core.registry import ModelVersion, Registry
from core.settings import Settings
from core.workflows.data.labels.effect import baseline_for, effect
from core.workflows.predict.answers import AllAnswers, AnswerStore


def model(
    settings: Settings, versions: Versions, number: int, wrong: list[int], seed: int = 0
) -> ModelVersion:
    """A model that is right by the labels of v1, except on some test pictures."""
    folder = settings.home / f"model-{number}"
    folder.mkdir(parents=True)
    (folder / ONNX_FILE).write_bytes(bytes([number]))
    facts = read_facts(settings.shipped_champion)
    write_facts(folder, replace(facts, config={**facts.config, "seed": seed}))
    pictures = versions.pictures("v1")
    answered = pictures.labels.copy()
    answered[first_test() + np.array(wrong, int)] += 1
    n = len(pictures)
    answers = AllAnswers(
        np.eye(10, dtype=np.float32)[answered % 10], np.zeros((n, 64), np.float16), np.ones(n, bool)
    )
    AnswerStore(settings).save(folder, pictures, answers)
    return ModelVersion(number, f"run-{number}", 0.0, folder)


def test_both_models_are_scored_under_old_and_new_labels(
    settings: Settings, versions: Versions
) -> None:
    before = model(settings, versions, 1, wrong=list(range(0, 30)))
    after = model(settings, versions, 2, wrong=[0])
    start = first_test()
    versions.publish("v1", Changes({start: 1, 3: 9}, frozenset({start + 1})), "")
    found = effect(settings, before, after, "v2")
    assert (found.before, found.after, found.changed) == ("v1", "v2", 2)
    old, new = found.old.total, found.new.total
    assert (old.n, old.before.value, old.after.value) == (60, 0.5, 59 / 60)
    assert (new.n, new.before.value, new.after.value) == (59, 31 / 59, 1.0)
    assert old.difference.value == pytest.approx(29 / 60)
    assert (old.difference.fixed, old.difference.broken) == (29, 0)
    assert old.difference.verdict is Verdict.SURE
    assert sum(row.n for row in found.new.classes) == 59
    assert [row.label for row in found.old.classes] == list(range(10))


def test_a_small_difference_could_be_chance(settings: Settings, versions: Versions) -> None:
    before = model(settings, versions, 1, wrong=[0, 1])
    after = model(settings, versions, 2, wrong=[1])
    versions.publish("v1", Changes({3: 9}), "")
    found = effect(settings, before, after, "v2")
    assert found.changed == 0
    assert found.old.total == found.new.total
    assert found.old.total.difference.verdict is Verdict.OPEN


def test_the_validation_split_can_be_asked_for(settings: Settings, versions: Versions) -> None:
    one, other = (model(settings, versions, number, wrong=[]) for number in (1, 2))
    number = int(versions.pictures("v1").members(Part.VALIDATION)[0])
    versions.publish("v1", Changes({number: 9 - number % 10}), "")
    found = effect(settings, one, other, "v2", Part.VALIDATION)
    assert (found.split, found.changed, found.new.total.n) == (Part.VALIDATION, 1, 20)
    assert found.new.total.before.value == 0.95


@pytest.mark.parametrize(("seed", "comparable"), [(0, True), (5, False)])
def test_models_of_another_seed_are_not_comparable(
    settings: Settings, versions: Versions, seed: int, comparable: bool
) -> None:
    before = model(settings, versions, 1, wrong=[])
    after = model(settings, versions, 2, wrong=[], seed=seed)
    versions.publish("v1", Changes({3: 9}), "")
    assert effect(settings, before, after, "v2").comparable is comparable


class Listed:
    """A registry of scripted models."""

    def __init__(self, *models: ModelVersion) -> None:
        self.models = models

    def versions(self) -> tuple[ModelVersion, ...]:
        return self.models

    def champion(self) -> ModelVersion:
        return self.models[-1]


def trained_on(data: str, one: ModelVersion) -> ModelVersion:
    facts = read_facts(one.folder)
    write_facts(one.folder, replace(facts, dataset=replace(facts.dataset, name=data)))
    return one


def test_a_model_is_compared_with_one_that_differs_in_its_data_alone(
    settings: Settings, versions: Versions, tmp_path: Path
) -> None:
    champion = trained_on("v1", model(settings, versions, 1, wrong=[], seed=9))
    same = trained_on("v1", model(settings, versions, 2, wrong=[]))
    after = trained_on("v2", model(settings, versions, 3, wrong=[]))
    gone = ModelVersion(4, "run-4", 0.0, tmp_path / "gone")

    def chosen(*models: ModelVersion) -> str:
        registry: Registry = Listed(*models)  # type: ignore[assignment]
        return baseline_for(registry, after).name

    assert chosen(gone, after, same, champion) == "v2"
    assert chosen(gone, after, champion) == "v1"
