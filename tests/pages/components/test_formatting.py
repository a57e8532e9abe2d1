"""Formatting numbers, durations and names for display."""

import pytest

from app.formatting import (
    THIN,
    accuracy,
    count,
    counted,
    dataset_title,
    duration,
    milliseconds,
    moment,
    percent,
    share,
    size,
)
from core.interval import Interval


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "0"),
        (999, "999"),
        (1000, "1,000"),
        (76266, "76,266"),
        (1234567, "1,234,567"),
    ],
)
def test_thousands_are_separated_by_commas(number: int, words: str) -> None:
    assert count(number) == words


def test_an_accuracy_is_shown_with_half_the_width_of_its_interval() -> None:
    found = Interval(0.9342, 0.9292, 0.9390)
    assert accuracy(found) == f"93.4{THIN}% ± 0.5"
    assert accuracy(found, digits=0) == f"93{THIN}% ± 0"


def test_the_singular_is_used_for_one() -> None:
    assert [counted(n, "picture") for n in (0, 1, 1000)] == [
        "0 pictures",
        "1 picture",
        "1,000 pictures",
    ]


def test_a_known_dataset_has_a_title_and_others_keep_their_name() -> None:
    assert dataset_title("v1") == "Fashion-MNIST"
    assert dataset_title("my_own") == r"my\_own"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.04, "0.0 s"),
        (9.94, "9.9 s"),
        (12.34, "12.3 s"),
        (89.4, "89.4 s"),
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
    shown = [share(probability).replace(THIN, " ") for probability in (1.0, 0.9999, 0.994, 0.0)]
    assert shown == ["100 %", ">99 %", "99 %", "0 %"]


def test_a_share_is_in_per_cent_after_a_space_that_does_not_break() -> None:
    assert percent(0.9324) == f"93.2{THIN}%"
    assert percent(0.9324, 0) == f"93{THIN}%"


def test_milliseconds_have_a_decimal_only_below_ten() -> None:
    assert [milliseconds(spent) for spent in (0.04, 9.87, 45.2)] == ["0.0 ms", "9.9 ms", "45 ms"]


def test_memory_is_shown_in_gigabytes() -> None:
    assert size(1_234_000_000) == "1.2 GB"
