"""Answers to take along: a table that starts no formula, and JSON with names as they are."""

import csv
import io
import json

import pytest

from core.workflows.batch.export import as_csv, as_json
from core.workflows.batch.results import Result


@pytest.fixture
def two() -> list[Result]:
    sure = Result(0, '=HYPERLINK("http://x")', "sure", label="Coat", probability=0.9)
    return [
        Result(**{**vars(sure), "probabilities": tuple([0.1] * 10), "corrected": "Shirt"}),
        Result(1, "b, c.jpg", "unreadable", "It is empty."),
    ]


def test_the_table_to_take_along_starts_no_formula(two: list[Result]) -> None:
    text = as_csv(two).decode("utf-8-sig")
    first, second = csv.DictReader(io.StringIO(text))
    assert first["file"] == '\'=HYPERLINK("http://x")'
    assert (first["label"], first["corrected"], first["Coat"]) == ("Coat", "Shirt", "0.1")
    assert (second["file"], second["error"], second["Coat"]) == ("b, c.jpg", "It is empty.", "")


def test_the_json_to_take_along_has_names_as_they_are(two: list[Result]) -> None:
    first, second = json.loads(as_json(two))
    assert first["file"] == '=HYPERLINK("http://x")'
    assert first["number"] == 1
    assert second["answer"] == "unreadable"
    assert second["probability"] is None
