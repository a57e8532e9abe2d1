"""Which process a piece of unfinished work belongs to, and whether that process still lives."""

import psutil

# Seconds. Setting the clock moves the time at which a process seems to have begun.
SAME_START = 2.0


def this_process() -> str:
    """Name this process so that a later one with the same number is not taken for it."""
    process = psutil.Process()
    return f"{process.pid}_{process.create_time():.2f}"


def alive(owner: str) -> bool:
    """Tell whether the process that `this_process` once named still runs."""
    number, _, started = owner.partition("_")
    try:
        process = psutil.Process(int(number))
        same = bool(abs(process.create_time() - float(started)) < SAME_START)
        return same and process.status() != psutil.STATUS_ZOMBIE
    except (psutil.Error, ValueError):
        return False
