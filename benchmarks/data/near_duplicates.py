"""Near-duplicates among all 70,000 pictures of v1; baseline: every pixel of every pair."""

import resource
import time
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.harness.figure import Figure
from core.data.checks.near_duplicates import MAX_DISTANCE, at_unit_length, near_duplicates
from core.data.versions.store import Versions
from core.settings import Settings

MIN_RECALL, MAX_SECONDS, MAX_GB = 0.99, 60, 2
TARGET = f"recall ≥ {MIN_RECALL:.0%}, ≤ {MAX_SECONDS} s, ≤ {MAX_GB} GB"
SAMPLE, BLOCK = 7000, 250  # rows of the exact search, and those compared at once


def measure() -> dict[str, Any]:
    """Search all pairs, then those of every tenth picture exactly; the time of those × 10 / 2 is
    the baseline, as each pair need be compared once.
    """
    images = Versions(Settings.from_environment()).pictures("v1").images
    began, processor = time.perf_counter(), time.process_time()
    pairs = near_duplicates(images).rows
    seconds, processor = time.perf_counter() - began, time.process_time() - processor
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6  # of KiB: Linux
    began = time.perf_counter()
    rows = np.arange(0, len(images), len(images) // SAMPLE)
    exact = exact_pairs(images, rows)
    whole = (time.perf_counter() - began) * len(images) / len(rows) / 2
    found = {(int(one), int(other)) for one, other in pairs}
    return figure(seconds, processor, memory, whole, found, exact).as_line()


def exact_pairs(images: NDArray[np.uint8], rows: NDArray[np.int64]) -> set[tuple[int, int]]:
    """Return the near-duplicates of some rows by comparing them with every picture in full."""
    unit = at_unit_length(images)
    pairs = set()
    for start in range(0, len(rows), BLOCK):
        some = rows[start : start + BLOCK]
        squared = 2 - 2 * unit[some] @ unit.T
        # Rounding counts near the limit, so that close ones are computed once more.
        for place, other in np.argwhere(squared <= (MAX_DISTANCE + 1e-3) ** 2):
            one = int(some[place])
            apart = float(np.linalg.norm(unit[one] - unit[other]))
            if one != other and apart <= MAX_DISTANCE:
                pairs.add((min(one, int(other)), max(one, int(other))))
    return pairs


def figure(
    seconds: float,
    processor: float,
    memory: float,
    baseline: float,
    found: set[tuple[int, int]],
    exact: set[tuple[int, int]],
) -> Figure:
    recall = len(found & exact) / max(1, len(exact))
    return Figure(
        benchmark="near_duplicates",
        value=seconds,
        unit="s",
        baseline=baseline,
        ratio=seconds / baseline,
        target=TARGET,
        met=recall >= MIN_RECALL and seconds <= MAX_SECONDS and memory <= MAX_GB,
        data=f"v1, 70,000 pictures; exact search for {SAMPLE:,} of them",
        extra={
            "pairs": len(found),
            "recall": recall,
            "exact_pairs": len(exact),
            "memory_gb": memory,
            "processor_seconds": processor,
        },
    )
