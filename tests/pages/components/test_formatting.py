"""Formatting numbers, durations and names for display."""

import pytest

from app.formatting import (
    THIN,
    accuracy,
    count,
    counted,
    dataset_title,
    duration,
    moment,
    share,
    size,
)
from core.interval import Interval


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "0"),
        (999, "999"),
        (1000, f"1{THIN}000"),
        (76266, f"76{THIN}266"),
        (1234567, f"1{THIN}234{THIN}567"),
    ],
)
def test_thousands_are_separated_by_a_thin_space(number: int, words: str) -> None:
    assert count(number) == words


def test_an_accuracy_is_shown_with_half_the_width_of_its_interval() -> None:
    found = Interval(0.9342, 0.9292, 0.9390)
    assert accuracy(found) == f"93.4{THIN}% ± 0.5"
    assert accuracy(found, digits=0) == f"93{THIN}% ± 0"


def test_the_singular_is_used_for_one() -> None:
    assert [counted(n, "picture") for n in (0, 1, 1000)] == [
        "0 pictures",
        "1 picture",
        f"1{THIN}000 pictures",
    ]


def test_a_known_dataset_has_a_title_and_others_keep_their_name() -> None:
    assert dataset_title("v1") == "Fashion-MNIST"
    assert dataset_title("my_own") == r"my\_own"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.04, "0.0 s"),
        (9.94, "9.9 s"),
        (12.3, "12 s"),
        (89.4, "89 s"),
        (90, "2 min"),
        (600, "10 min"),
        (5399, "90 min"),
        (5400, "1.5 h"),
    ],
)
def test_durations_are_rounded_by_their_magnitude(seconds: float, words: str) -> None:
    assert duration(seconds) == words


def test_a_timestamp_has_day_and_minute() -> None:
    assert moment(1_700_000_000).startswith(("14 Nov 2023, ", "15 Nov 2023, "))


def test_a_probability_below_one_is_never_shown_as_100_percent() -> None:
    assert (share(1.0), share(0.9999), share(0.994), share(0.0)) == ("100%", ">99%", "99%", "0%")


def test_memory_is_shown_in_gigabytes() -> None:
    assert size(1_234_000_000) == "1.2 GB"
