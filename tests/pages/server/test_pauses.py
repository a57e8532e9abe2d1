"""Background work waits while a page is being answered, and never for long."""

import threading
import time

import pytest

from core.jobs import answering, threads
from core.jobs.threads import let_answers_pass

LONG = 30.0  # seconds


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threads, "MAX_PAUSE", LONG)


def work(passed: threading.Event) -> threading.Thread:
    thread = threading.Thread(target=lambda: (let_answers_pass(), passed.set()), daemon=True)
    thread.start()
    return thread


@pytest.mark.usefixtures("patient")
def test_work_waits_until_the_last_answer_is_given() -> None:
    passed = threading.Event()
    with answering():
        with answering():
            thread = work(passed)
        assert not passed.wait(0.1)
    thread.join(LONG / 2)
    assert passed.is_set()


@pytest.mark.usefixtures("patient")
def test_an_answer_that_fails_does_not_hold_up_work() -> None:
    with pytest.raises(ValueError, match="broken"), answering():
        raise ValueError("broken")
    began = time.monotonic()
    let_answers_pass()
    assert time.monotonic() - began < LONG / 2


def test_work_goes_on_however_long_an_answer_takes() -> None:
    passed = threading.Event()
    with answering():
        work(passed)
        assert passed.wait(LONG)
