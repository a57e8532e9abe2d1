"""What a job of several training runs stores and reports."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from core.training import EpochMetrics
from core.workflows.context import ThrottledContext
from core.workflows.experiments.parts import (
    CompletedParts,
    CurvePoint,
    PartContext,
    PartProgress,
    PartsProgress,
)
from core.workflows.train.train import TrainingProgress
from tests.core.conftest import Listener


@dataclass(frozen=True)
class Request:
    seeds: tuple[int, ...]
    hash: str = ""


@dataclass(frozen=True)
class Part:
    accuracy: float


REQUEST = Request((1, 2))


def parts(path: Path, request: Request = REQUEST) -> CompletedParts[Part]:
    return CompletedParts(path / "parts.json", request, Part)


def test_a_completed_part_is_read_by_the_next_process(tmp_path: Path) -> None:
    first = parts(tmp_path)
    first.add("Seed 1", Part(0.9))
    later = parts(tmp_path)
    assert "Seed 1" in later
    assert "Seed 2" not in later
    assert later["Seed 1"] == Part(0.9)


def test_parts_of_another_request_are_ignored(tmp_path: Path) -> None:
    parts(tmp_path).add("Seed 1", Part(0.9))
    assert "Seed 1" not in parts(tmp_path, replace(REQUEST, hash="other"))


@pytest.mark.parametrize(
    "content",
    [
        "",
        '{"asked": {',
        "[]",
        '{"parts": {}}',
        '{"asked": {"seeds": [1, 2]}, "parts": {"Seed 1": {"accuracy": "high"}}}',
    ],
)
def test_a_damaged_file_is_ignored_and_its_parts_are_repeated(tmp_path: Path, content: str) -> None:
    (tmp_path / "parts.json").write_text(content)
    done = parts(tmp_path)
    assert "Seed 1" not in done
    done.add("Seed 1", Part(0.8))
    assert parts(tmp_path)["Seed 1"] == Part(0.8)


def test_a_failed_write_leaves_the_file_unchanged(tmp_path: Path) -> None:
    done = parts(tmp_path)
    done.add("Seed 1", Part(0.9))
    with pytest.raises(TypeError):
        done.add("Seed 2", Part(object()))  # type: ignore[arg-type]
    assert json.loads((tmp_path / "parts.json").read_text())["parts"] == {
        "Seed 1": {"accuracy": 0.9}
    }


def shown(report: object) -> Sequence[PartProgress]:
    assert isinstance(report, PartsProgress)
    return report.parts


def test_a_part_reports_the_overall_fraction_and_all_curves() -> None:
    rows = [
        PartProgress("Seed 1", "done", (CurvePoint(1, 0.9),), accuracy=0.9),
        PartProgress("Seed 2", "waiting"),
        PartProgress("Seed 3", "waiting"),
    ]
    listener = Listener()
    part = PartContext(listener, rows, "Seed 2")
    history = (EpochMetrics(1, 1.0, 0.7, 1.1, 0.8, 0.1, 2.0),)
    part.report(0.5, "Epoch 2 of 4", TrainingProgress(epoch=2, epochs=4, history=history))
    part.report(0.95, "Testing")
    fraction, message, progress = listener.reports[0]
    assert fraction == pytest.approx(1.5 / 3)
    assert message == "Seed 2, 2 of 3: Epoch 2 of 4"
    assert [row.state for row in shown(progress)] == ["done", "running", "waiting"]
    assert shown(progress)[0] == rows[0]
    assert shown(progress)[1].history == part.curve == (CurvePoint(1, 0.8),)
    assert isinstance(progress, PartsProgress)
    assert (progress.epoch, progress.epochs) == (2, 4)
    assert shown(listener.reports[1][2])[1].history, "a curve is never taken away again"


def test_reports_with_the_same_message_are_throttled() -> None:
    listener = Listener()
    throttled = ThrottledContext(listener)
    for batch in range(50):
        throttled.report(batch / 100, "Epoch 1")
    throttled.report(0.5, "Epoch 2")
    assert [message for _, message, _ in listener.reports] == ["Epoch 1", "Epoch 2"]
