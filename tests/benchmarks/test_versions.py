"""Figures about versions: each part of a target can fail it."""

import pytest

from benchmarks.data.publish_kills import KILLS, Tally
from benchmarks.data.publish_kills import figure as kills_figure
from benchmarks.data.publish_version import figure as version_figure


@pytest.mark.parametrize(
    ("published", "later", "met"), [(1.9, 1.1, True), (2.1, 1.1, False), (1.9, 1.3, False)]
)
def test_publishing_and_loading_again_both_count(published: float, later: float, met: bool) -> None:
    assert version_figure(published, 1.0, later).as_line()["met"] is met


@pytest.mark.parametrize(
    ("tally", "met"),
    [
        (Tally(KILLS, versions=9), True),
        (Tally(KILLS, versions=9, half=1), False),
        (Tally(KILLS, versions=9, missing=1), False),
        (Tally(KILLS - 1, versions=9), False),
        (Tally(KILLS, versions=0), False),  # nothing was published, so nothing was shown
    ],
)
def test_half_versions_and_lost_verdicts_both_count(tally: Tally, met: bool) -> None:
    assert kills_figure(tally).as_line()["met"] is met
