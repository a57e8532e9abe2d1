"""Fine-tuning with the wardrobe: evaluated before and after, registered but not promoted."""

from pathlib import Path

import numpy as np
import pytest

from core.data import Dataset
from core.data.user_pictures.cases import Cases
from core.data.user_pictures.store import Item
from core.data.user_pictures.wardrobe import Wardrobe
from core.errors import TrainingFailed
from core.evaluation.paired import mcnemar
from core.input_kind import InputKind
from core.jobs import JobState, JobStopped
from core.records import from_json
from core.registry import Registry
from core.settings import Settings
from core.training import finetuning
from core.workflows.job_kinds import runner_for
from core.workflows.train import finetune as finetune_module
from core.workflows.train.finetune import (
    FINETUNE,
    FineTuningProgress,
    finetune_champion,
    start_finetuning,
)
from core.workflows.train.finetuning_result import FineTuningResult
from tests.core.conftest import Listener, Trained


@pytest.fixture
def home(trained: Trained, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Registry:
    """A home whose champion was trained on tiny; fine-tuning takes eight steps."""
    import shutil

    shutil.copytree(trained.settings.models, settings.models)
    for module in (finetuning, finetune_module):
        monkeypatch.setattr(module, "STEPS", 8)
    return Registry(settings)


def fill(settings: Settings, count: int = 3) -> None:
    """Put `count` pictures of each of two classes into the wardrobe."""
    for number in range(2 * count):
        pixels = np.random.default_rng(number).integers(0, 256, (28, 28), np.uint8)
        Wardrobe(settings).add(Item(pixels, 3 + number % 2, pixels, InputKind.PIXELS))


def test_fine_tuning_with_an_empty_wardrobe_is_refused(home: Registry, settings: Settings) -> None:
    with pytest.raises(TrainingFailed, match="nothing in the wardrobe"):
        finetune_champion(settings, home, 0, Listener())


def test_fine_tuning_registers_a_version_with_lineage_and_keeps_the_champion(
    home: Registry, settings: Settings, tiny: Dataset
) -> None:
    fill(settings)
    listener = Listener()
    result = finetune_champion(settings, home, 0, listener)
    version = home.get(result.name)
    facts = version.facts()
    assert (result.name, result.base, result.trained_on) == ("v2", "v1", 4)
    assert not version.is_champion
    assert home.champion().name == "v1"
    train = sorted(one.id for one in Wardrobe(settings).items() if not one.holdout)
    assert facts.fine_tuning is not None
    assert (facts.fine_tuning.base, facts.fine_tuning.learned_from) == ("v1", tuple(train))
    assert facts.fine_tuning.interpolation_weight == result.interpolation_weight
    assert facts.dataset.name == "tiny+wardrobe"
    assert facts.dataset.hash != tiny.hash
    assert facts.dataset.train == len(tiny.train) + 4
    fractions = [fraction for fraction, _, _ in listener.reports]
    assert fractions == sorted(fractions)
    losses = [one.loss for _, _, one in listener.reports if isinstance(one, FineTuningProgress)]
    assert len(losses) == 8


def test_both_models_are_evaluated_on_pictures_not_trained_on(
    home: Registry, settings: Settings
) -> None:
    fill(settings)
    result = finetune_champion(settings, home, 0, Listener())
    for split, n in (("wardrobe", 2), ("validation", 200), ("test", 200)):
        both = result.on(split)
        assert both.before is not None
        assert both.after is not None
        assert both.before.n == both.after.n == n
        change = both.after.accuracy - both.before.accuracy
        assert change * n == pytest.approx(both.fixed - both.broken)
        assert both.before.accuracy_low <= both.before.accuracy <= both.before.accuracy_high
        assert both.p_value == mcnemar(both.fixed, both.broken)


def test_a_fine_tuned_version_can_be_fine_tuned_again(home: Registry, settings: Settings) -> None:
    fill(settings)
    first = finetune_champion(settings, home, 0, Listener())
    home.promote(first.version, "")
    train = sorted(home.champion().facts().learned_from)
    Wardrobe(settings).delete(train[0])
    second = finetune_champion(settings, home, 0, Listener())
    facts = home.get(second.name).facts()
    assert second.base == "v2"
    assert facts.dataset.name == "tiny+wardrobe"
    assert train[0] in facts.learned_from, "the model was still trained on it"


def test_pictures_the_champion_was_trained_on_are_excluded_from_its_evaluation(
    home: Registry, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(settings)
    home.promote(finetune_champion(settings, home, 0, Listener()).version, "")
    wardrobe = Wardrobe(settings)
    train = [one for one in wardrobe.items() if not one.holdout]
    wardrobe.delete(*(one.id for one in train))
    wardrobe.forget()
    monkeypatch.setattr(Wardrobe, "_side", lambda self, item: True)
    for one in train:  # the same pictures again, now in the holdout
        wardrobe.add(Item(one.pixels, one.label, one.pixels, InputKind.PIXELS))
    monkeypatch.setattr(Wardrobe, "_side", lambda self, item: False)
    more = np.full((28, 28), 9, np.uint8)
    wardrobe.add(Item(more, 3, more, InputKind.PIXELS))
    before = finetune_champion(settings, home, 0, Listener()).before["wardrobe"]
    assert before is not None
    assert before.n == 2


def test_one_picture_per_class_suffices_and_an_empty_holdout_gives_none(
    home: Registry, settings: Settings
) -> None:
    fill(settings, 1)
    result = finetune_champion(settings, home, 0, Listener())
    assert result.trained_on == 2
    assert result.before["wardrobe"] is result.after["wardrobe"] is None


@pytest.mark.parametrize("after", [1, 5])
def test_a_stopped_fine_tuning_registers_nothing(
    home: Registry, settings: Settings, after: int
) -> None:
    fill(settings)
    with pytest.raises(JobStopped):
        finetune_champion(settings, home, 0, Listener(stop_after=after))
    assert [version.name for version in home.versions()] == ["v1"]
    assert list(settings.models.glob("staging-*")) == []


@pytest.mark.parametrize("changed", [False, True])
def test_an_interrupted_fine_tuning_goes_on_unless_the_pictures_have_changed(
    home: Registry,
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    changed: bool,
) -> None:
    monkeypatch.setattr(finetuning, "PART", 3)
    fill(settings)
    with pytest.raises(JobStopped):
        finetune_champion(settings, home, 0, Listener(stop_after=5), saved=tmp_path)
    if changed:
        fill(settings, 5)  # the fourth of each label is held out, the fifth is not
    listener = Listener()
    finetune_champion(settings, home, 0, listener, saved=tmp_path)
    steps = [words for _, words, one in listener.reports if isinstance(one, FineTuningProgress)]
    assert len(steps) == (8 if changed else 5)
    assert ("from the start" in steps[0]) == changed
    assert [version.name for version in home.versions()] == ["v2", "v1"]


def test_the_new_version_is_tested_on_the_cases(home: Registry, settings: Settings) -> None:
    fill(settings, 1)
    case = np.full((28, 28), 77, np.uint8)
    Cases(settings).add(Item(case, 5, case, InputKind.PIXELS))
    assert finetune_champion(settings, home, 0, Listener()).cases.n == 1


def test_a_queued_fine_tuning_job_ends_with_its_result(home: Registry, settings: Settings) -> None:
    fill(settings)
    runner = runner_for(settings, home)
    done = runner.wait(start_finetuning(runner).id, 120)
    assert (done.state, done.error) == (JobState.DONE, "")
    assert (done.kind, done.parameters.seed) == (FINETUNE.name, 0)
    assert done.result is not None
    assert done.result.name == "v2"


def test_names_in_a_result_of_an_earlier_version_are_translated() -> None:
    figures = {"n": 2, "accuracy": 0.5, "accuracy_low": 0.1, "accuracy_high": 0.9}
    figures |= {"balanced_accuracy": 0.5, "per_class": {"3": 0.5}}
    values = {
        "version": 2,
        "name": "v2",
        "base": "v1",
        "taught": 4,
        "reserved": 1,
        "share": 0.75,
        "before": {"wardrobe": figures, "validation": None, "test": None},
        "after": {"wardrobe": figures, "validation": None, "test": None},
        "won": {"wardrobe": 1, "validation": 0, "test": 0},
        "lost": {"wardrobe": 1, "validation": 0, "test": 0},
        "chance": {"wardrobe": 1.0, "validation": 1.0, "test": 1.0},
        "cases": {"model": "v2", "n": 3, "passed": 2, "failed": []},
    }
    found = from_json(FineTuningResult, values)
    assert (found.trained_on, found.excluded, found.interpolation_weight) == (4, 1, 0.75)
    both = found.on("wardrobe")
    assert (both.fixed, both.broken, both.p_value) == (1, 1, 1.0)
    assert both.before == both.after
    assert found.on("test").before is None
    assert (found.cases.n, found.cases.passed) == (3, 2)


@pytest.mark.parametrize(
    ("fixed", "broken", "p_value"), [(0, 0, 1.0), (1, 0, 1.0), (5, 0, 0.0625), (8, 2, 0.109375)]
)
def test_the_sign_test_is_exact(fixed: int, broken: int, p_value: float) -> None:
    assert mcnemar(fixed, broken) == mcnemar(broken, fixed) == pytest.approx(p_value)
