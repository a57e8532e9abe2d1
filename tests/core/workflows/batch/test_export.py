"""Exported predictions: CSV without spreadsheet formulas, JSON with unchanged names."""

import csv
import io
import json

import pytest

from core.workflows.batch.export import as_csv, as_json
from core.workflows.batch.results import AnswerState, Result


@pytest.fixture
def two() -> list[Result]:
    return [
        Result(
            0,
            '=HYPERLINK("http://x")',
            AnswerState.SURE,
            label="Coat",
            probability=0.9,
            input_kind="photo",
            probabilities=(0.1,) * 10,
            corrected="Shirt",
        ),
        Result(1, "b, c.jpg", AnswerState.UNREADABLE, "It is empty."),
    ]


def test_formulas_are_escaped_in_csv(two: list[Result]) -> None:
    text = as_csv(two).decode("utf-8-sig")
    first, second = csv.DictReader(io.StringIO(text))
    assert first["file"] == '\'=HYPERLINK("http://x")'
    assert (first["label"], first["corrected"], first["Coat"]) == ("Coat", "Shirt", "0.1")
    assert (second["file"], second["error"], second["Coat"]) == ("b, c.jpg", "It is empty.", "")


def test_names_are_unchanged_in_json(two: list[Result]) -> None:
    first, second = json.loads(as_json(two))
    assert first["file"] == '=HYPERLINK("http://x")'
    assert first["number"] == 1
    assert second["answer"] == "unreadable"
    assert second["probability"] is None
