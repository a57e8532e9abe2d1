"""Threads that end with the process, and how they leave the processor to the pages."""

import os
import sys
import threading
from collections.abc import Callable
from contextlib import suppress

# Work yields the processor to the pages; Linux lets a thread do so for itself and its children.
NICENESS = 10


def start(name: str, target: Callable[[], None]) -> None:
    """Run `target` in a thread of its own."""
    threading.Thread(target=target, name=name, daemon=True).start()


def yield_processor() -> None:
    """Let the calling thread, and those that it starts, come after all others."""
    if sys.platform == "linux":
        thread = threading.get_native_id()
        with suppress(OSError):  # some containers forbid it; then the work is merely less polite
            nicer = max(NICENESS, os.getpriority(os.PRIO_PROCESS, thread))
            os.setpriority(os.PRIO_PROCESS, thread, nicer)
