"""What a training says of its model, and the model that the repository ships."""

import json
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest

from core.data import Dataset, Split
from core.errors import TrainingFailed
from core.model_files import PIXELS, read_card, require_whole
from core.settings import Settings
from core.training import config_for
from core.workflows.context import Silent
from core.workflows.train import champion, train
from core.workflows.train.calibrate import WANTED_WHEN_KNOWN, calibrate, describe
from core.workflows.train.model_card import render
from tests.core.conftest import FACTS


class Poisoned:
    """A split that must not be read."""

    def __getattr__(self, name: str) -> object:
        raise AssertionError(f"The test split was asked for its {name}.")


def test_the_calibration_never_reads_the_test_split(small_model: Path, tiny: Dataset) -> None:
    found = calibrate(small_model / "model.onnx", replace(tiny, test=cast(Split, Poisoned())))
    assert found == calibrate(small_model / "model.onnx", tiny)


def test_other_labels_of_the_test_split_change_its_figures_and_nothing_else(
    model: Path, tiny: Dataset
) -> None:
    facts = FACTS | {"dataset": {}}
    wrong = Split(tiny.test.images, (np.array(tiny.test.labels) + 1) % np.uint8(10))
    true = describe(model, tiny, facts)
    poisoned = describe(model, replace(tiny, test=wrong), facts)
    assert poisoned["calibration"] == true["calibration"]
    assert poisoned["roads"] == true["roads"]
    assert poisoned["metrics"]["validation"] == true["metrics"]["validation"]
    assert poisoned["metrics"]["test"]["accuracy"] < 0.2 < true["metrics"]["test"]["accuracy"]


def test_known_validation_pictures_are_as_often_right_as_was_wanted(small_model: Path) -> None:
    card = read_card(small_model)
    validation, calibration = card["metrics"]["validation"], card["calibration"]
    assert validation["accuracy_when_known"] >= WANTED_WHEN_KNOWN[PIXELS]
    assert validation["coverage"] == pytest.approx(calibration["coverage"], abs=0.01)
    assert 0 < calibration["coverage"] < 1


def test_the_facts_returned_are_those_on_the_card(model: Path, tiny: Dataset) -> None:
    facts = describe(model, tiny, FACTS | {"dataset": {}})
    card = read_card(model)
    assert json.loads(json.dumps(facts)) == {
        name: value for name, value in card.items() if name != "format"
    }


def test_the_card_in_words_holds_the_figures_of_the_facts(small_model: Path) -> None:
    card = read_card(small_model)
    words = render(card)
    test = card["metrics"]["test"]
    assert f"| test | 200 | {test['accuracy']:.2%} ({test['accuracy_low']:.2%} to " in words
    assert f"| Bag | {test['recall'][8]:.1%} |" in words
    assert "{" not in words


def test_each_road_has_doubts_of_its_own(small_model: Path) -> None:
    card = read_card(small_model)
    roads = [card["calibration"], card["roads"]["photo"], card["roads"]["drawing"]]
    assert len({road["temperature"] for road in roads}) == 3
    assert "made to look like a photo" in card["roads"]["photo"]["data"]


@pytest.fixture
def training(small_model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A training that at once leaves the small model."""

    def train_into(folder: Path, *_: object) -> dict[str, Any]:
        shutil.copytree(small_model, folder, dirs_exist_ok=True)
        return read_card(folder)

    monkeypatch.setattr(champion, "train_into", train_into)


@pytest.mark.usefixtures("training")
def test_the_champion_replaces_the_shipped_files_with_a_card_in_words(
    shipped: Path, settings: Settings
) -> None:
    (shipped / "model.onnx").write_bytes(b"the one before")
    (shipped / "model.keras").write_bytes(b"the one before")
    made = champion.make_champion(settings, config_for("quick", data="tiny"), Silent())
    assert made.folder == shipped
    require_whole(shipped)
    assert (shipped / "CARD.md").read_text("utf-8").startswith("# Model card")
    assert sorted(path.name for path in shipped.iterdir()) == [
        "CARD.md",
        "model.json",
        "model.onnx",
    ]
    assert list(settings.models.iterdir()) == []


@pytest.mark.usefixtures("training")
def test_the_champion_may_be_made_in_a_home_on_another_disk(
    shipped: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def across(*_: object) -> None:
        raise OSError(18, "Invalid cross-device link")

    monkeypatch.setattr("os.rename", across)
    champion.make_champion(settings, config_for("quick", data="tiny"), Silent())
    require_whole(shipped)


@pytest.mark.usefixtures("training")
def test_a_champion_too_large_for_git_is_refused_and_the_one_before_stays(
    shipped: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(champion, "LARGEST_BYTES", 1000)
    before = {path.name: path.read_bytes() for path in shipped.iterdir()}
    with pytest.raises(TrainingFailed, match="choose a smaller network"):
        champion.make_champion(settings, config_for("quick", data="tiny"), Silent())
    assert {path.name: path.read_bytes() for path in shipped.iterdir()} == before


def git(folder: Path, *words: str) -> None:
    name = ["-c", "user.name=T", "-c", "user.email=t@example.invalid"]
    subprocess.run(["git", *name, *words], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A place for the code that is no repository yet."""
    monkeypatch.setattr(train, "REPOSITORY", tmp_path)
    return tmp_path


def test_the_commit_is_unknown_where_the_code_was_copied_without_git(repository: Path) -> None:
    assert train.current_commit() == "unknown"


@pytest.mark.skipif(shutil.which("git") is None, reason="there is no git here")
def test_the_commit_is_named_and_marked_where_files_differ_from_it(repository: Path) -> None:
    git(repository, "init", "-q")
    (repository / "größe.txt").write_bytes(b"\xff")
    git(repository, "add", ".")
    git(repository, "commit", "-qm", "First")
    clean = train.current_commit()
    assert len(clean) == 12
    (repository / "größe.txt").write_bytes(b"\xfe")  # no text in any alphabet
    assert train.current_commit() == f"{clean}+"


def test_the_commit_is_unknown_where_there_is_no_git(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(repository))
    assert train.current_commit() == "unknown"
