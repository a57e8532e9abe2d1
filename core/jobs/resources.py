"""Use of CPU, memory and threads."""

import os
import threading
import time
from dataclasses import dataclass

import psutil

SHORTEST = 0.5  # seconds between measurements; over less, a CPU share is noise


@dataclass(frozen=True)
class Resources:
    """One measurement of this process and of the machine.

    Shares are 0 to 1 of all cores, since the previous measurement; None for the first. Memory is in
    bytes.
    """

    process_share: float | None
    machine_share: float | None
    process_memory: int
    free_memory: int  # available without swapping
    total_memory: int
    threads: int
    cores: int  # usable by this process


class Meter:
    """Measures resource use since its previous measurement. Thread-safe."""

    def __init__(self) -> None:
        self._process = psutil.Process()
        self._lock = threading.Lock()
        self._latest: Resources | None = None
        self._looked = float("-inf")

    def read(self) -> Resources:
        """Return the current use, at most 0.5 s old: several pages may ask at once."""
        with self._lock:
            now = time.monotonic()
            if self._latest is None or now - self._looked >= SHORTEST:
                self._latest = self._measure(first=self._latest is None)
                self._looked = now
            return self._latest

    def _measure(self, first: bool) -> Resources:
        with self._process.oneshot():
            of_one_core = self._process.cpu_percent(None)
            process_memory = int(self._process.memory_info().rss)
            threads = int(self._process.num_threads())
        machine = psutil.cpu_percent(None)
        memory = psutil.virtual_memory()
        return Resources(
            process_share=None if first else _share(of_one_core / (psutil.cpu_count() or 1)),
            machine_share=None if first else _share(machine),
            process_memory=process_memory,
            free_memory=int(memory.available),
            total_memory=int(memory.total),
            threads=threads,
            cores=_cores(),
        )


def _share(per_cent: float) -> float:
    return min(1.0, max(0.0, per_cent / 100))


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
