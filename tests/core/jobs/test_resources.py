"""Readings of CPU and memory use."""

import psutil
import pytest

from core.jobs import Meter, resources


def test_the_first_reading_has_memory_and_threads_but_no_cpu_share() -> None:
    seen = Meter().read()
    assert seen.process_share is None
    assert seen.machine_share is None
    assert 0 < seen.process_memory < seen.total_memory
    assert 0 < seen.free_memory < seen.total_memory
    assert seen.threads >= 1
    assert 1 <= seen.cores <= (psutil.cpu_count() or 1)


def test_a_later_reading_has_the_cpu_shares_since_the_previous_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(resources, "SHORTEST", 0.0)
    monkeypatch.setattr(psutil.Process, "cpu_percent", lambda self, interval: 150.0)
    monkeypatch.setattr(psutil, "cpu_percent", lambda interval: 80.0)
    monkeypatch.setattr(psutil, "cpu_count", lambda: 2)
    meter = Meter()
    meter.read()
    seen = meter.read()
    assert seen.process_share == pytest.approx(0.75)  # one and a half of two cores
    assert seen.machine_share == pytest.approx(0.8)


def test_two_readings_in_quick_succession_are_one() -> None:
    meter = Meter()
    assert meter.read() is meter.read()
