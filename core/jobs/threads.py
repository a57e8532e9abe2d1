"""Daemon threads, and what keeps pages responsive beside them: a lower CPU priority, and pauses.

A lower priority alone does not do it: a training step keeps all cores busy, and its thread may be
taken off the processor while it holds Python's lock.
"""

import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

# Lets pages have the CPU first; on Linux niceness is per thread, inherited by its children.
NICENESS = 10
MAX_PAUSE = 0.25  # seconds between two steps: work goes on, slower, however many people ask

_idle = threading.Condition()
_answers = 0  # being given at this moment


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


@contextmanager
def answering() -> Iterator[None]:
    """Make background work pause while the block runs."""
    global _answers
    with _idle:
        _answers += 1
    try:
        yield
    finally:
        with _idle:
            _answers -= 1
            _idle.notify_all()


def let_answers_pass() -> None:
    """Wait until no page is being answered, or for MAX_PAUSE; return at once if none is."""
    with _idle:
        _idle.wait_for(lambda: not _answers, MAX_PAUSE)
