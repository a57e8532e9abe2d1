"""A job's own arithmetic, with scripted clocks."""

from dataclasses import replace

import pytest

from core.jobs import Job, JobState

RUNNING = Job(
    "a",
    "train",
    "A",
    JobState.RUNNING,
    created=90.0,
    started=100.0,
    told=120.0,
    fraction=0.25,
    to_go=30.0,
)


def test_the_time_left_is_the_estimate_at_the_latest_report() -> None:
    assert RUNNING.seconds_left(now=120.0) == pytest.approx(30.0)


def test_the_time_left_runs_down_between_reports_and_never_below_nothing() -> None:
    steps = [RUNNING.seconds_left(now) for now in (120.0, 125.0, 150.0, 200.0)]
    assert steps == pytest.approx([30.0, 25.0, 0.0, 0.0])


@pytest.mark.parametrize(
    "job",
    [
        replace(RUNNING, to_go=None),
        replace(RUNNING, fraction=0.01),
        replace(RUNNING, state=JobState.STOPPING),
        replace(RUNNING, state=JobState.DONE),
    ],
)
def test_no_time_left_is_told_where_it_would_be_a_guess(job: Job) -> None:
    assert job.seconds_left(now=120.0) is None


def test_a_job_that_waits_has_taken_no_time() -> None:
    assert replace(RUNNING, started=None).elapsed(now=500.0) == 0.0


def test_the_time_taken_stands_still_once_a_job_has_ended() -> None:
    assert RUNNING.elapsed(now=130.0) == 30.0
    assert replace(RUNNING, finished=140.0).elapsed(now=500.0) == 40.0


def test_the_time_taken_counts_what_was_spent_before_a_job_was_resumed() -> None:
    assert replace(RUNNING, spent=60.0).elapsed(now=130.0) == 90.0
    assert replace(RUNNING, spent=60.0, started=None).elapsed(now=130.0) == 60.0


def test_three_states_are_unfinished_and_all_others_are_ends() -> None:
    unfinished = {state for state in JobState if not state.ended}
    assert unfinished == {JobState.QUEUED, JobState.RUNNING, JobState.STOPPING}
