"""File names from outside, made safe to display."""

import pytest

from core.text import MAX_NAME, display_name


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
