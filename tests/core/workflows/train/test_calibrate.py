"""Measuring and calibrating a trained model, and making the champion that is shipped."""

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import cast

import numpy as np
import pytest

from core.data import Dataset, Split
from core.errors import TrainingFailed
from core.input_kind import InputKind
from core.model_facts import ModelFacts
from core.model_files import read_facts, require_intact
from core.predictor import Predictor
from core.settings import Settings
from core.text import percent
from core.training import config_for
from core.workflows.context import Silent
from core.workflows.train import champion, commit
from core.workflows.train.calibrate import (
    TARGET_ACCURACY,
    Trained,
    calibrate,
    divided,
    measure,
    simulated_metrics,
)
from core.workflows.train.model_card import render


class Poisoned:
    """A split that must not be read."""

    def __getattr__(self, name: str) -> object:
        raise AssertionError(f"The test split's {name} was read.")


def test_the_calibration_never_reads_the_test_split(small_model: Path, tiny: Dataset) -> None:
    found = calibrate(small_model / "model.onnx", replace(tiny, test=cast(Split, Poisoned())))
    assert found == calibrate(small_model / "model.onnx", tiny)


def test_labels_of_the_test_split_affect_only_the_test_metrics(
    model: Path, tiny: Dataset, linear_training: Trained
) -> None:
    wrong = Split(tiny.test.images, (np.array(tiny.test.labels) + 1) % np.uint8(10))
    true = measure(model, tiny, linear_training)
    poisoned = measure(model, replace(tiny, test=wrong), linear_training)
    assert poisoned.calibrations == true.calibrations
    assert poisoned.validation == true.validation
    assert poisoned.test.accuracy < 0.2 < true.test.accuracy


@pytest.mark.parametrize("kind", [InputKind.PHOTO, InputKind.DRAWING])
@pytest.mark.parametrize("count", [200, 5_000])
def test_a_calibration_is_measured_on_pictures_that_it_did_not_use(
    kind: InputKind, count: int
) -> None:
    used, measured = divided(count, kind, np.random.default_rng(0))
    assert not set(used) & set(measured)
    assert min(len(used), len(measured)) >= count // 5


def test_the_simulated_metrics_never_read_the_test_split(small_model: Path, tiny: Dataset) -> None:
    unread = replace(tiny, test=cast(Split, Poisoned()))
    found = simulated_metrics(Predictor.load(small_model), unread)
    assert found == read_facts(small_model).simulated
    assert set(found) == {InputKind.PHOTO, InputKind.DRAWING}


def test_answered_validation_pictures_reach_the_target_accuracy(
    small_model: Path,
) -> None:
    facts = read_facts(small_model)
    assert facts.validation.accuracy_when_known >= TARGET_ACCURACY[InputKind.PIXELS]
    assert facts.validation.coverage == pytest.approx(facts.calibration.coverage, abs=0.01)
    assert 0 < facts.calibration.coverage < 1


def test_the_facts_returned_are_those_in_the_file(
    model: Path, tiny: Dataset, linear_training: Trained
) -> None:
    assert measure(model, tiny, linear_training) == read_facts(model)


def test_the_model_card_has_the_metrics_of_the_facts(small_model: Path) -> None:
    facts = read_facts(small_model)
    words = render(facts)
    test = facts.test
    assert (
        f"| test | 200 | {percent(test.accuracy, 2)} ({percent(test.accuracy_low, 2)} to " in words
    )
    assert f"| Bag | {percent(test.recall[8])} |" in words
    assert "{" not in words


def test_each_input_kind_has_its_own_calibration(small_model: Path) -> None:
    found = read_facts(small_model).calibrations
    assert len({found[kind].temperature for kind in InputKind}) == 3
    assert [found[kind].flip_tta for kind in InputKind] == [False, True, True]
    assert "simulated photos" in found[InputKind.PHOTO].data


@pytest.fixture
def training(small_model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Replace training by copying the small model."""

    def train_into(folder: Path, *_: object) -> ModelFacts:
        shutil.copytree(small_model, folder, dirs_exist_ok=True)
        return read_facts(folder)

    monkeypatch.setattr(champion, "train_into", train_into)


@pytest.mark.usefixtures("training")
def test_a_new_champion_replaces_the_shipped_files_and_model_card(
    shipped: Path, settings: Settings
) -> None:
    (shipped / "model.onnx").write_bytes(b"the one before")
    (shipped / "model.keras").write_bytes(b"the one before")
    made = champion.make_champion(settings, config_for("quick", data="tiny"), Silent())
    assert made.folder == shipped
    require_intact(shipped)
    assert (shipped / "CARD.md").read_text("utf-8").startswith("# Model card")
    assert sorted(path.name for path in shipped.iterdir()) == [
        "CARD.md",
        "model.json",
        "model.onnx",
    ]
    assert list(settings.models.iterdir()) == []


@pytest.mark.usefixtures("training")
def test_the_champion_can_be_made_in_a_home_on_another_disk(
    shipped: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def across(*_: object) -> None:
        raise OSError(18, "Invalid cross-device link")

    monkeypatch.setattr("os.rename", across)
    champion.make_champion(settings, config_for("quick", data="tiny"), Silent())
    require_intact(shipped)


@pytest.mark.usefixtures("training")
def test_a_champion_too_large_for_git_is_refused_and_the_old_one_stays(
    shipped: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(champion, "MAX_BYTES", 1000)
    before = {path.name: path.read_bytes() for path in shipped.iterdir()}
    with pytest.raises(TrainingFailed, match="choose a smaller network"):
        champion.make_champion(settings, config_for("quick", data="tiny"), Silent())
    assert {path.name: path.read_bytes() for path in shipped.iterdir()} == before


def git(folder: Path, *words: str) -> None:
    name = ["-c", "user.name=T", "-c", "user.email=t@example.invalid"]
    subprocess.run(["git", *name, *words], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in place of the repository, without git."""
    monkeypatch.setattr(commit, "REPOSITORY", tmp_path)
    return tmp_path


def test_the_commit_is_unknown_outside_a_repository(repository: Path) -> None:
    assert commit.current_commit() == "unknown"


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_the_commit_is_marked_if_files_were_changed(repository: Path) -> None:
    git(repository, "init", "-q")
    (repository / "größe.txt").write_bytes(b"\xff")
    git(repository, "add", ".")
    git(repository, "commit", "-qm", "First")
    clean = commit.current_commit()
    assert len(clean) == 12
    (repository / "größe.txt").write_bytes(b"\xfe")  # not decodable as text
    assert commit.current_commit() == f"{clean}+"


def test_the_commit_is_unknown_without_git(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(repository))
    assert commit.current_commit() == "unknown"
