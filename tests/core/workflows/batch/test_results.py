"""Stored batch results: earlier versions' files are read; damaged lines are passed over."""

import errno
import json
from base64 import b64encode
from pathlib import Path

import numpy as np
import pytest

from core.errors import HomeUnusable
from core.workflows.batch.results import AnswerState, BatchResults, Result

PIXELS = np.arange(784, dtype=np.uint8).reshape(28, 28)
# As an earlier version wrote it: with other names, and without empty and zero fields.
EARLIER = {
    "name": "a.png",
    "state": "perhaps",
    "label": "Coat",
    "probability": 0.5,
    "familiarity": 0.25,
    "needed": 0.2,
    "road": "photo",
    "probabilities": [0.1] * 10,
    "ms": 3.5,
    "model": "v3",
    "number": 0,
    "pixels": b64encode(PIXELS.tobytes()).decode(),
}
UNREADABLE = {"name": "b.txt", "state": "unreadable", "error": "It is empty.", "number": 1}


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    return tmp_path / "answers.ndjson"


def write(answers: Path, *lines: dict[str, object] | str) -> BatchResults:
    texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    answers.write_text("".join(f"{text}\n" for text in texts))
    return BatchResults(answers.parent)


def test_results_of_an_earlier_version_are_read(answers: Path) -> None:
    first, second = write(answers, EARLIER, UNREADABLE).all()
    assert (first.state, first.label, first.model) == (AnswerState.PERHAPS, "Coat", "v3")
    assert (first.threshold, first.input_kind) == (0.2, "photo")
    assert (first.error, first.corrected) == ("", "")
    assert first.pixels is not None
    np.testing.assert_array_equal(first.pixels, PIXELS)
    assert (second.error, second.probabilities, second.pixels) == ("It is empty.", (), None)


def test_a_result_is_read_back_unchanged(answers: Path) -> None:
    (earlier,) = write(answers, EARLIER).all()
    results = BatchResults(answers.parent)
    results.add(earlier)
    assert results.all() == (earlier,)


@pytest.mark.parametrize(
    "damaged",
    [
        "{",
        EARLIER | {"state": "certain"},
        EARLIER | {"road": "painting"},
        EARLIER | {"label": "Hat"},
        EARLIER | {"probabilities": [1.0]},
        EARLIER | {"pixels": "AAAA"},
        EARLIER | {"pixels": "no base64"},
        EARLIER | {"number": -1},
        EARLIER | {"number": "0"},
        EARLIER | {"probability": float("nan")},
        EARLIER | {"probabilities": [1e999] * 10},
        {"state": "unreadable", "number": 1},
        "\x00" * 40,
        "[" * 100_000,
    ],
)
def test_a_damaged_line_is_passed_over_and_removed_by_repair(
    answers: Path, damaged: dict[str, object] | str
) -> None:
    results = write(answers, EARLIER, damaged, UNREADABLE)
    assert [one.name for one in results.all()] == ["a.png", "b.txt"]
    results.repair()
    assert results.count() == 2
    results.add(Result(2, "again.png", AnswerState.UNREADABLE, "It is empty."))
    assert [one.name for one in results.all()] == ["a.png", "b.txt", "again.png"]


def test_answers_are_in_order_of_their_entries_and_the_latest_counts(answers: Path) -> None:
    again = UNREADABLE | {"error": "It was read again."}
    results = write(answers, UNREADABLE, EARLIER, again)
    assert [one.number for one in results.all()] == [0, 1]
    assert results.all()[1].error == "It was read again."


@pytest.mark.parametrize("content", ["", "[]", "{", '{"0": "Hat"}', '{"x": "Coat"}'])
def test_damaged_corrections_are_left_out_and_reported(answers: Path, content: str) -> None:
    results = write(answers, EARLIER)
    assert not results.trouble()
    (answers.parent / "corrections.json").write_text(content)
    assert [one.corrected for one in results.all()] == [""]
    assert "Corrections can no longer be read" in results.trouble()
    results.correct({0: "Coat"})
    assert not results.trouble()


def test_a_correction_that_cannot_be_written_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr("core.files.os.fsync", refuse)
    with pytest.raises(HomeUnusable, match=r"cannot be written: Read-only file system\. Allow"):
        BatchResults(tmp_path).correct({0: "Coat"})
    assert BatchResults(tmp_path).corrections() == {}
