"""Daemon threads, and a lower CPU priority so that pages stay responsive."""

import os
import sys
import threading
from collections.abc import Callable
from contextlib import suppress

# Lets pages have the CPU first; on Linux niceness is per thread, inherited by its children.
NICENESS = 10


def start(name: str, target: Callable[[], None]) -> None:
    """Run `target` in a daemon thread."""
    threading.Thread(target=target, name=name, daemon=True).start()


def yield_processor() -> None:
    """Lower the CPU priority of the calling thread and of those it starts; Linux only."""
    if sys.platform == "linux":
        thread = threading.get_native_id()
        with suppress(OSError):  # some containers forbid it; then the work keeps its priority
            nicer = max(NICENESS, os.getpriority(os.PRIO_PROCESS, thread))
            os.setpriority(os.PRIO_PROCESS, thread, nicer)
