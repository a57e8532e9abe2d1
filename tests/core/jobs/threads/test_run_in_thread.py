"""Work that cannot be interrupted runs in a thread, and whoever waits for it can give up."""

import threading

import pytest

from core.jobs import run_in_thread


def test_waiting_ends_when_asked_to_and_the_work_goes_on() -> None:
    release, ended = threading.Event(), threading.Event()

    def work() -> None:
        release.wait(10)
        ended.set()

    def give_up() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_in_thread("test", work, give_up)
    assert not ended.is_set()
    release.set()
    assert ended.wait(10)


def test_it_returns_when_the_work_has_ended_and_raises_what_it_raised() -> None:
    done: list[int] = []
    run_in_thread("test", lambda: done.append(1), lambda: None)
    assert done == [1]

    def fail() -> None:
        raise ImportError("no engine")

    with pytest.raises(ImportError, match="no engine"):
        run_in_thread("test", fail, lambda: None)
