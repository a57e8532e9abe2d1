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
WAIT = 0.1  # seconds between two calls of `on_wait`
MAX_PAUSE = 0.25  # seconds between two steps: work goes on, slower, however many people ask

_idle = threading.Condition()
_answers = 0  # being given at this moment


def start(name: str, target: Callable[[], None]) -> None:
    """Run `target` in a daemon thread."""
    threading.Thread(target=target, name=name, daemon=True).start()


def run_in_thread(name: str, work: Callable[[], object], on_wait: Callable[[], None]) -> None:
    """Run in another thread what cannot be interrupted, such as an import, and wait for its end.

    `on_wait` is called several times a second; an error that it raises ends the waiting, not the
    work. What the work raises is raised here.
    """
    done, errors = threading.Event(), list[Exception]()

    def run() -> None:
        try:
            work()
        except Exception as error:  # noqa: BLE001 - a thread's boundary: raised by who waits
            errors.append(error)
        finally:
            done.set()

    start(name, run)
    while not done.wait(WAIT):
        on_wait()
    if errors:
        raise errors[0]


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
