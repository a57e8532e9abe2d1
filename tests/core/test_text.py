"""Texts from outside: safe to display, and no formulas in a spreadsheet."""

import csv
import io

import pytest

from core.text import MAX_NAME, csv_text, display_name, guarded


@pytest.mark.parametrize("name", ["", "shirt.png", "Schöne Käfige 1.jpg", "因为.png", "a*b_c<d>"])
def test_an_ordinary_name_is_unchanged(name: str) -> None:
    assert display_name(name) == name


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("two\nlines\t.png", "two\N{REPLACEMENT CHARACTER}lines\N{REPLACEMENT CHARACTER}.png"),
        ("photo\u202egnp.exe", "photo\N{REPLACEMENT CHARACTER}gnp.exe"),  # right-to-left override
        ("a\u200bb", "a\N{REPLACEMENT CHARACTER}b"),
        ("caf\udce9.png", "caf\N{REPLACEMENT CHARACTER}.png"),  # undecodable bytes
        ("\x00\x1b[31m", "\N{REPLACEMENT CHARACTER}" * 2 + "[31m"),
    ],
)
def test_invisible_characters_are_replaced(name: str, shown: str) -> None:
    assert display_name(name) == shown
    assert display_name(name).encode()  # it can be encoded


def test_a_long_name_is_shortened_in_the_middle() -> None:
    name = "a" * 200 + ".png"
    assert display_name(name) == f"{'a' * 80}…{'a' * 76}.png"
    assert display_name("a" * MAX_NAME) == "a" * MAX_NAME
    assert display_name("abcdefghij", longest=4) == "ab…ij"


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
    text = csv_text([["=name", "b"], ['"x", =1', "@y\nz"]])
    assert text.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    assert rows == [["'=name", "b"], ['"x", =1', "'@y\nz"]]
