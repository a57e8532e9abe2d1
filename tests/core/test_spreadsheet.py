"""No text from outside is run as a formula; numbers stay numbers."""

import csv
import io

import pytest

from core.spreadsheet import as_csv, guarded


@pytest.mark.parametrize(
    "text",
    [
        *("=1+1", "+1+1", "- slower", "@SUM(A1)", "-1+cmd|'/c calc'!A0", "\t=1", "\r=1", "\n=1"),
        *("\uff1d1+1", "\uff0b1", "\uff0dslower", "\uff20x", "\ufe661+1", " =1+1", "\u00a0=1+1"),
    ],
)
def test_a_text_that_could_be_a_formula_begins_with_an_apostrophe(text: str) -> None:
    assert guarded(text) == f"'{text}"


@pytest.mark.parametrize("cell", ["-0.5", "+3", "1e-3", -0.5, 3, None, "", "a=b", "v1", "é"])
def test_numbers_and_other_texts_are_unchanged(cell: object) -> None:
    assert guarded(cell) == cell


def test_every_cell_of_a_row_is_guarded_and_quoted() -> None:
    text = as_csv([["=name", "b"], ['"x", =1', "@y\nz"]])
    assert text.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    assert rows == [["'=name", "b"], ['"x", =1', "'@y\nz"]]
