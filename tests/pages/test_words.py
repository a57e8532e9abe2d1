"""Figures as people read them."""

import pytest

from app.formatting import THIN, accuracy, count, duration, moment, share, size


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
def test_thousands_are_parted_by_a_thin_space(number: int, words: str) -> None:
    assert count(number) == words


def test_an_accuracy_carries_half_the_width_of_its_interval() -> None:
    scores = {"accuracy": 0.9342, "accuracy_low": 0.9292, "accuracy_high": 0.9390}
    assert accuracy(scores) == f"93.4{THIN}% ± 0.5"


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
def test_a_duration_is_as_coarse_as_it_is_long(seconds: float, words: str) -> None:
    assert duration(seconds) == words


def test_a_moment_has_day_and_minute() -> None:
    assert moment(1_700_000_000).startswith(("14 Nov 2023, ", "15 Nov 2023, "))


def test_what_is_not_certain_never_reads_as_certain() -> None:
    assert (share(1.0), share(0.9999), share(0.994), share(0.0)) == ("100%", ">99%", "99%", "0%")


def test_memory_is_told_in_gigabytes() -> None:
    assert size(1_234_000_000) == "1.2 GB"
