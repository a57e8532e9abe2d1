"""Explore's figures, from scripted measurements."""

import pytest

from benchmarks.data import explore_first_sixty, explore_memory
from benchmarks.data.explore_first_sixty import Times
from benchmarks.data.explore_memory import Memory
from tests.benchmarks.test_benchmarks import printed


@pytest.mark.parametrize(
    ("filters", "reruns", "met"),
    [(130.0, 100.0, True), (150.0, 100.0, False), (260.0, 250.0, False)],
)
def test_the_first_sixty_meet_their_target_only_by_ratio_and_by_time(
    filters: float, reruns: float, met: bool
) -> None:
    line = printed(explore_first_sixty.figure(Times([filters] * 3, [filters], [reruns] * 2)))
    assert (line["value"], line["baseline"], line["met"]) == (filters, reruns, met)
    assert line["ratio"] == pytest.approx(filters / reruns, rel=1e-3)


@pytest.mark.parametrize(("on_map", "met"), [(690.0, True), (710.0, False)])
def test_memory_is_judged_by_what_explore_adds(on_map: float, met: bool) -> None:
    line = printed(explore_memory.figure(Memory(250.0, 300.0, 310.0, 400.0, on_map)))
    assert (line["more_mb"], line["met"]) == (on_map - 250, met)
