"""Teaching the champion with the wardrobe: measured before and after, kept apart until chosen."""

import numpy as np
import pytest

from core.data import Dataset
from core.data.user_pictures.store import Item
from core.data.user_pictures.wardrobe import Wardrobe
from core.errors import TrainingFailed
from core.evaluation.paired import mcnemar
from core.jobs import JobState, JobStopped
from core.registry import Registry
from core.settings import Settings
from core.training import finetuning
from core.workflows.job_kinds import runner_for
from core.workflows.predict.cases import Cases
from core.workflows.train import finetune as teaching
from core.workflows.train.finetune import start_teaching, teach
from tests.core.conftest import Listener, Trained


@pytest.fixture
def home(trained: Trained, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Registry:
    """A home whose champion was trained on tiny; a teaching there takes eight steps."""
    import shutil

    shutil.copytree(trained.settings.models, settings.models)
    for module in (finetuning, teaching):
        monkeypatch.setattr(module, "STEPS", 8)
    return Registry(settings)


def fill(settings: Settings, count: int = 3) -> None:
    """Put so many pictures of two classes into the wardrobe."""
    for number in range(2 * count):
        pixels = np.random.default_rng(number).integers(0, 256, (28, 28), np.uint8)
        Wardrobe(settings).add(Item(pixels, 3 + number % 2, pixels, "pixels"))


def test_an_empty_wardrobe_teaches_nothing_and_says_where_to_fill_it(
    home: Registry, settings: Settings
) -> None:
    with pytest.raises(TrainingFailed, match="nothing in the wardrobe"):
        teach(settings, home, 0, Listener())


def test_a_teaching_ends_in_a_version_with_its_lineage_and_the_champion_stays(
    home: Registry, settings: Settings, tiny: Dataset
) -> None:
    fill(settings)
    listener = Listener()
    result = teach(settings, home, 0, listener)
    version = home.get(result["name"])
    facts = version.facts()
    assert (result["name"], result["base"], result["taught"]) == ("v2", "v1", 4)
    assert not version.is_champion
    assert home.champion().name == "v1"
    learnt = sorted(one.id for one in Wardrobe(settings).items() if not one.held_back)
    assert facts["wardrobe"]["learnt"] == learnt
    assert facts["dataset"]["name"] == "tiny+wardrobe"
    assert facts["dataset"]["hash"] != tiny.hash
    assert facts["dataset"]["train"] == len(tiny.train) + 4
    fractions = [fraction for fraction, _, _ in listener.told]
    assert fractions == sorted(fractions)


def test_both_models_are_measured_on_what_neither_learned_from(
    home: Registry, settings: Settings
) -> None:
    fill(settings)
    result = teach(settings, home, 0, Listener())
    for when in ("before", "after"):
        assert result[when]["wardrobe"]["n"] == 2
        assert result[when]["test"]["n"] == result[when]["validation"]["n"] == 200
    for split in ("wardrobe", "validation", "test"):
        before, after = (result[when][split] for when in ("before", "after"))
        change = after["accuracy"] - before["accuracy"]
        gained = result["won"][split] - result["lost"][split]
        assert change * before["n"] == pytest.approx(gained)
        assert before["accuracy_low"] <= before["accuracy"] <= before["accuracy_high"]


def test_a_version_that_was_taught_can_be_taught_again(home: Registry, settings: Settings) -> None:
    fill(settings)
    first = teach(settings, home, 0, Listener())
    home.promote(first["version"], "")
    learnt = home.champion().facts()["wardrobe"]["learnt"]
    Wardrobe(settings).delete(learnt[0])
    second = teach(settings, home, 0, Listener())
    facts = home.get(second["name"]).facts()
    assert second["base"] == "v2"
    assert facts["dataset"]["name"] == "tiny+wardrobe"
    assert learnt[0] in facts["wardrobe"]["learnt"], "its weights still come from that picture"


def test_what_the_champion_learned_from_never_measures_it(
    home: Registry, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(settings)
    home.promote(teach(settings, home, 0, Listener())["version"], "")
    wardrobe = Wardrobe(settings)
    learnt = [one for one in wardrobe.items() if not one.held_back]
    wardrobe.delete(*(one.id for one in learnt))
    wardrobe.forget()
    monkeypatch.setattr(Wardrobe, "_side", lambda self, item: True)
    for one in learnt:  # the same pictures again: this time they fall to the other side
        wardrobe.add(Item(one.pixels, one.label, one.pixels, "pixels"))
    monkeypatch.setattr(Wardrobe, "_side", lambda self, item: False)
    more = np.full((28, 28), 9, np.uint8)
    wardrobe.add(Item(more, 3, more, "pixels"))
    assert teach(settings, home, 0, Listener())["before"]["wardrobe"]["n"] == 2


def test_a_single_picture_is_enough_and_nothing_held_back_is_said_as_such(
    home: Registry, settings: Settings
) -> None:
    fill(settings, 1)
    result = teach(settings, home, 0, Listener())
    assert result["taught"] == 2
    assert result["before"]["wardrobe"] is result["after"]["wardrobe"] is None


@pytest.mark.parametrize("after", [1, 5])
def test_a_stop_registers_nothing(home: Registry, settings: Settings, after: int) -> None:
    fill(settings)
    with pytest.raises(JobStopped):
        teach(settings, home, 0, Listener(stop_after=after))
    assert [version.name for version in home.versions()] == ["v1"]
    assert list(settings.models.glob("staging-*")) == []


def test_the_new_version_is_asked_the_cases(home: Registry, settings: Settings) -> None:
    fill(settings, 1)
    case = np.full((28, 28), 77, np.uint8)
    Cases(settings).add(Item(case, 5, case, "pixels"))
    assert teach(settings, home, 0, Listener())["cases"]["n"] == 1


def test_a_queued_teaching_ends_as_a_job_with_its_result(
    home: Registry, settings: Settings
) -> None:
    fill(settings)
    runner = runner_for(settings, home)
    done = runner.wait(start_teaching(runner).id, 120)
    assert (done.state, done.error) == (JobState.DONE, "")
    assert done.result["name"] == "v2"


@pytest.mark.parametrize(
    ("won", "lost", "chance"), [(0, 0, 1.0), (1, 0, 1.0), (5, 0, 0.0625), (8, 2, 0.109375)]
)
def test_the_sign_test_is_the_exact_one(won: int, lost: int, chance: float) -> None:
    assert mcnemar(won, lost) == mcnemar(lost, won) == pytest.approx(chance)
