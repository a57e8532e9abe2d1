"""Which process a piece of unfinished work belongs to, and whether that process still lives."""

import psutil


def this_process() -> str:
    """Name this process so that a later one with the same number is not taken for it."""
    return _name(psutil.Process())


def alive(owner: str) -> bool:
    """Tell whether the process that `this_process` once named still runs."""
    try:
        process = psutil.Process(int(owner.split("_")[0]))
        return _name(process) == owner and process.status() != psutil.STATUS_ZOMBIE
    except (psutil.NoSuchProcess, ValueError):
        return False


def _name(process: psutil.Process) -> str:
    return f"{process.pid}_{process.create_time():.2f}"
