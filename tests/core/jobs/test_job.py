"""How a job computes its time left and time taken, at scripted times."""

from dataclasses import replace

import pytest

from core.jobs import AnyJob, Job, JobState
from tests.core.jobs.works import Values

RUNNING: AnyJob = Job(
    "a",
    "test",
    "A",
    JobState.RUNNING,
    created=90.0,
    parameters=Values(),
    started=100.0,
    reported=120.0,
    fraction=0.25,
    eta=30.0,
)


def test_the_time_left_is_the_eta_of_the_latest_report() -> None:
    assert RUNNING.seconds_left(now=120.0) == pytest.approx(30.0)


def test_the_time_left_counts_down_between_reports() -> None:
    found = [RUNNING.seconds_left(now) for now in (120.0, 125.0, 149.0)]
    assert found == pytest.approx([30.0, 25.0, 1.0])


@pytest.mark.parametrize("now", [150.0, 156.0, 200.0])
def test_the_time_left_is_unknown_after_the_eta_has_passed(
    now: float,
) -> None:
    """The page once showed "0.0 s" for six seconds at the end of a training run."""
    assert RUNNING.seconds_left(now) is None


@pytest.mark.parametrize(
    "job",
    [
        replace(RUNNING, eta=None),
        replace(RUNNING, eta=0.0),
        replace(RUNNING, reported=None),
        replace(RUNNING, state=JobState.QUEUED),
        replace(RUNNING, state=JobState.STOPPING),
        replace(RUNNING, state=JobState.DONE),
    ],
)
def test_no_time_left_is_given_without_a_current_eta(job: AnyJob) -> None:
    assert job.seconds_left(now=120.0) is None


def test_a_queued_job_has_taken_no_time() -> None:
    assert replace(RUNNING, started=None).elapsed(now=500.0) == 0.0


def test_the_time_taken_is_fixed_once_a_job_has_ended() -> None:
    assert RUNNING.elapsed(now=130.0) == 30.0
    assert replace(RUNNING, finished=140.0).elapsed(now=500.0) == 40.0


def test_the_time_taken_includes_the_runs_before_a_resume() -> None:
    assert replace(RUNNING, spent=60.0).elapsed(now=130.0) == 90.0
    assert replace(RUNNING, spent=60.0, started=None).elapsed(now=130.0) == 60.0


def test_queued_running_and_stopping_are_the_unfinished_states() -> None:
    unfinished = {state for state in JobState if not state.ended}
    assert unfinished == {JobState.QUEUED, JobState.RUNNING, JobState.STOPPING}


def test_a_request_has_stored_names_and_plain_values() -> None:
    job = replace(RUNNING, parameters=Values({"seed": 3}), position=7.0, priority=2)
    assert job.request() == {
        "id": "a",
        "kind": "test",
        "title": "A",
        "created": 90.0,
        "parameters": {"values": {"seed": 3}},
        "priority": 2,
        "place": 7.0,
    }
