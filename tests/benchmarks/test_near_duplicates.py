"""The benchmark of near-duplicates: its exact search, and what its figure says."""

import numpy as np

from benchmarks.data.near_duplicates import exact_pairs, figure
from core.data import Dataset
from core.data.checks.near_duplicates import near_duplicates


def test_the_exact_search_of_some_rows_finds_their_pairs(tiny: Dataset) -> None:
    images = tiny.test.images.copy()
    images[7], images[150], images[151] = images[20] // 2, images[20], images[149] // 2
    rows = np.arange(0, 100)
    everywhere = {(int(one), int(other)) for one, other in near_duplicates(images).rows}
    assert {(7, 20), (7, 150), (20, 150), (149, 151)} <= everywhere
    of_rows = {pair for pair in everywhere if min(pair) < 100}
    assert exact_pairs(images, rows) == of_rows


def test_the_target_is_met_only_with_recall_time_and_memory() -> None:
    exact = {(one, one + 1) for one in range(100)}
    assert figure(30.0, 10.0, 0.6, 150.0, exact | {(500, 501)}, exact).met
    assert not figure(30.0, 10.0, 0.6, 150.0, {*list(exact)[2:]}, exact).met
    assert not figure(61.0, 10.0, 0.6, 150.0, exact, exact).met
    assert not figure(30.0, 10.0, 2.1, 150.0, exact, exact).met
    line = figure(30.0, 10.0, 0.6, 150.0, exact, exact).as_line()
    assert (line["recall"], line["exact_pairs"], line["ratio"]) == (1.0, 100, 0.2)
