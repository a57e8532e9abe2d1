"""What one job of several trainings keeps and tells."""

import json
from pathlib import Path

import pytest

from core.workflows.experiments.parts import DoneParts, PartContext, Seldom
from tests.core.conftest import Listener

ASKED = {"config": {"seed": 1}, "seeds": [1, 2]}


def test_a_part_that_is_done_is_found_by_the_next_process(tmp_path: Path) -> None:
    first = DoneParts(tmp_path / "parts.json", ASKED)
    first.add("Seed 1", {"accuracy": 0.9})
    later = DoneParts(tmp_path / "parts.json", ASKED)
    assert later.begun == first.begun
    assert "Seed 1" in later
    assert "Seed 2" not in later
    assert later["Seed 1"] == {"accuracy": 0.9}


def test_parts_of_another_question_do_not_count(tmp_path: Path) -> None:
    DoneParts(tmp_path / "parts.json", ASKED).add("Seed 1", {"accuracy": 0.9})
    assert "Seed 1" not in DoneParts(tmp_path / "parts.json", ASKED | {"hash": "other"})


@pytest.mark.parametrize("content", ["", '{"asked": {', "[]", '{"parts": {}}'])
def test_a_file_that_cannot_be_read_only_means_that_the_parts_are_made_anew(
    tmp_path: Path, content: str
) -> None:
    (tmp_path / "parts.json").write_text(content)
    assert "Seed 1" not in DoneParts(tmp_path / "parts.json", ASKED)


def test_a_write_that_fails_midway_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    done = DoneParts(tmp_path / "parts.json", ASKED)
    done.add("Seed 1", {"accuracy": 0.9})
    with pytest.raises(TypeError):
        done.add("Seed 2", {"accuracy": object()})
    assert json.loads((tmp_path / "parts.json").read_text())["parts"] == {
        "Seed 1": {"accuracy": 0.9}
    }


def test_a_part_tells_its_share_of_the_whole_and_every_curve(tmp_path: Path) -> None:
    done = DoneParts(tmp_path / "parts.json", ASKED)
    done.add("Seed 1", {"accuracy": 0.9, "history": [{"epoch": 1, "validation_accuracy": 0.9}]})
    listener = Listener()
    part = PartContext(listener, ("Seed 1", "Seed 2", "Seed 3"), done, "Seed 2")
    history = [{"epoch": 1, "validation_accuracy": 0.8, "loss": 1.0}]
    part.report(0.5, "Epoch 2 of 4", {"history": history, "epochs": 4, "batch": 3})
    part.report(0.95, "Testing", {})
    fraction, message, progress = listener.told[0]
    assert fraction == pytest.approx(1.5 / 3)
    assert message == "Seed 2, 2 of 3: Epoch 2 of 4"
    assert [row["state"] for row in progress["parts"]] == ["done", "running", "waiting"]
    assert progress["parts"][0]["accuracy"] == 0.9
    assert progress["parts"][1]["history"] == [{"epoch": 1, "validation_accuracy": 0.8}]
    assert progress["epochs"] == 4
    assert listener.told[1][2]["parts"][1]["history"], "a curve is never taken away again"


def test_reports_between_two_messages_are_few() -> None:
    listener = Listener()
    seldom = Seldom(listener)
    for batch in range(50):
        seldom.report(batch / 100, "Epoch 1", {})
    seldom.report(0.5, "Epoch 2", {})
    assert [message for _, message, _ in listener.told] == ["Epoch 1", "Epoch 2"]
