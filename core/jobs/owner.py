"""Which process unfinished work belongs to, and whether that process is still alive."""

import psutil

# Tolerance in seconds: setting the clock shifts the start time reported for a process.
SAME_START = 2.0


def this_process() -> str:
    """Identify this process by id and start time, since ids are reused."""
    process = psutil.Process()
    return f"{process.pid}_{process.create_time():.2f}"


def alive(owner: str) -> bool:
    """Return whether the process that `this_process` identified is still running."""
    number, _, started = owner.partition("_")
    try:
        process = psutil.Process(int(number))
        same = bool(abs(process.create_time() - float(started)) < SAME_START)
        return same and process.status() != psutil.STATUS_ZOMBIE
    except (psutil.Error, ValueError):
        return False
