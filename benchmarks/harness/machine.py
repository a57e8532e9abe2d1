"""Describe the machine that measured, and whether it was busy."""

import os
import platform
from pathlib import Path

BUSY = 1.5  # load average of the last minute, above which timings are unreliable


def in_words() -> str:
    """Describe cores, memory, processor and system, without identifying the computer."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return f"{cores} cores, {_memory()} GB memory, {_processor()}, {platform.system()}"


def load() -> float | None:
    """Return the load average of the last minute if the computer is busy, else None."""
    if not hasattr(os, "getloadavg"):
        return None
    average = os.getloadavg()[0]
    return round(average, 1) if average > BUSY else None


def _memory() -> int:
    return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30)


def _processor() -> str:
    """Return the processor's model and widest vector instructions, as far as known (Linux)."""
    listed = Path("/proc/cpuinfo")
    if not listed.is_file():
        return platform.processor() or platform.machine()
    lines = (line.partition(":") for line in listed.read_text().splitlines())
    facts = {name.strip(): value.strip() for name, _, value in lines}
    flags = {"amx_bf16": "AMX", "avx512f": "AVX-512", "avx2": "AVX2"}
    wide = next(
        (word for flag, word in flags.items() if flag in facts.get("flags", "").split()), ""
    )
    family = facts.get("model name", "unnamed processor").replace("(R)", "")
    return " ".join(part for part in (family, platform.machine(), wide) if part)
