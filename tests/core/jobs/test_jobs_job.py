"""A job's own arithmetic, with scripted clocks."""

from dataclasses import replace

import pytest

from core.jobs import Job, JobState

RUNNING = Job(
    "a", "train", "A", JobState.RUNNING, created=90.0, started=100.0, moving=110.0, fraction=0.25
)


def test_the_time_left_follows_the_rate_since_the_first_progress() -> None:
    assert RUNNING.seconds_left(now=120.0) == pytest.approx(30.0)  # 10 s a quarter, 3 to go


def test_the_time_left_shrinks_to_nothing_at_an_even_pace() -> None:
    steps = [replace(RUNNING, fraction=f).seconds_left(110 + 40 * f) for f in (0.1, 0.5, 0.9, 1.0)]
    assert steps == pytest.approx([36.0, 20.0, 4.0, 0.0])


@pytest.mark.parametrize(
    "job",
    [
        replace(RUNNING, moving=None, fraction=0.0),
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


def test_three_states_are_unfinished_and_all_others_are_ends() -> None:
    unfinished = {state for state in JobState if not state.ended}
    assert unfinished == {JobState.QUEUED, JobState.RUNNING, JobState.STOPPING}
