"""The time left, from scripted progress: within a fifth of the truth after the first tenth."""

import random
from collections.abc import Sequence
from itertools import accumulate

import pytest

from core.jobs import Job, JobState
from core.jobs.eta import Closing, Pace
from core.jobs.history import closing_like

Step = tuple[float, float]  # work, in any unit; seconds
EXACT_ENOUGH = 0.2


def epochs(rates: Sequence[float], pause: float = 0.0, batches: int = 100) -> list[Step]:
    """Batches of 0.1 s times the rate of their epoch; each epoch's last is followed by a pause."""
    last = batches - 1
    return [
        (1.0, 0.1 * rate + (pause if batch == last else 0.0))
        for rate in rates
        for batch in range(batches)
    ]


def errors(steps: Sequence[Step], expected: Closing | None = None) -> list[tuple[float, float]]:
    """Return, for each report, the share of the work done and the error of the time left.

    A pause ends before the next report: it is the first thing that the next step takes.
    """
    pace = Pace(expected)
    work = sum(step for step, _ in steps)
    times = list(accumulate(seconds for _, seconds in steps))
    done = accumulate(step / work for step, _ in steps)
    found = []
    for now, fraction in zip(times, done, strict=True):
        left, truth = pace.note(now, min(1.0, fraction)), times[-1] - now
        if left is not None and truth > 0:
            found.append((fraction, abs(left - truth) / truth))
    return found


def worst(
    steps: Sequence[Step],
    after: float = 0.1,
    until: float = 0.97,
    expected: Closing | None = None,
) -> float:
    return max(error for fraction, error in errors(steps, expected) if after <= fraction <= until)


CHANCE = random.Random(5)
NOISY = [(1.0, CHANCE.uniform(0.05, 0.15)) for _ in range(1000)]
VARYING = epochs([CHANCE.uniform(0.8, 1.2) for _ in range(20)])


@pytest.mark.parametrize(
    "steps",
    [
        pytest.param(epochs([1.0] * 10), id="even"),
        pytest.param(NOISY, id="each batch half as long or half as long again"),
        pytest.param(VARYING, id="epochs that vary by a fifth"),
        pytest.param([(0.5, 9.0), *epochs([1.0] * 10)], id="a long warm-up"),
        pytest.param(epochs([1.0] * 4, pause=1.0), id="four epochs that end in a validation"),
        pytest.param(epochs([1.0] * 16, pause=1.0), id="sixteen of them"),
        pytest.param([(1.0, 5.0)] * 20, id="few reports"),
        pytest.param(epochs([1 + epoch / 25 for epoch in range(10)]), id="slower and slower"),
    ],
)
def test_the_time_left_is_right_within_a_fifth_after_the_first_tenth(steps: list[Step]) -> None:
    assert worst(steps) <= EXACT_ENOUGH


@pytest.mark.parametrize("rate", [2.0, 0.5, 1.5])
def test_it_is_right_again_soon_after_the_computer_became_busy_or_free(rate: float) -> None:
    assert worst(epochs([1.0] * 4 + [rate] * 6), after=0.52) <= EXACT_ENOUGH


def test_one_long_pause_does_not_spoil_it() -> None:
    steps = [*epochs([1.0] * 3), (1.0, 60.0), *epochs([1.0] * 7)]
    assert worst(steps, after=0.31) <= EXACT_ENOUGH


def test_work_that_is_left_out_is_no_sign_of_speed() -> None:
    """Every second of forty trials is given up at its start: its rest is leapt over."""
    whole, short = [(1.0, 0.1)] * 20, [(1.0, 0.1), (19.0, 0.1)]
    assert worst([*whole, *short] * 20, after=0.2, until=0.8) <= EXACT_ENOUGH


def test_pauses_to_come_are_counted_to_the_very_last() -> None:
    pace, now = Pace(), 0.0
    for batch in range(1, 401):
        now += 0.1 + (5.0 if batch in (101, 201, 301) else 0.0)
        left = pace.note(now, batch / 400)
    assert left == pytest.approx(5.0, abs=0.1)  # the fourth validation is still to come


def test_the_time_left_runs_down_while_the_work_does_not_move() -> None:
    pace = Pace()
    for second in range(11):
        pace.note(float(second), 0.05 * (second + 1))
    assert pace.note(12.0, 0.55) == pytest.approx(7.0)
    assert pace.note(100.0, 0.55) == 0.0


def test_counting_starts_anew_where_work_goes_back() -> None:
    pace = Pace()
    for second in range(5):
        pace.note(float(second), 0.1 * (second + 1))
    assert pace.note(5.0, 0.2) is None
    assert pace.note(7.0, 0.4) == pytest.approx(6.0)


def test_work_that_goes_on_halfway_is_not_thought_to_have_come_so_far_at_once() -> None:
    pace = Pace()
    assert pace.note(100.0, 0.5) is None
    assert pace.note(110.0, 0.6) == pytest.approx(40.0)


def test_nothing_is_told_before_work_moves() -> None:
    pace = Pace()
    assert [pace.note(float(second), 0.0) for second in range(3)] == [None] * 3


# As a training: 92 % by batches, then files, test and registration, in three steps of a second.
TRAINING = [*[(0.92, 0.02)] * 1000, (30.0, 1.0), (30.0, 1.0), (20.0, 1.0)]


def closing_of(steps: Sequence[Step]) -> Closing:
    pace, now, done = Pace(), 0.0, 0.0
    work = sum(step for step, _ in steps)
    for step, seconds in steps:
        now, done = now + seconds, done + step
        pace.note(now, done / work)
    closing = pace.closing(now)
    assert closing is not None
    return closing


def test_what_comes_after_the_last_small_step_is_the_closing() -> None:
    closing = closing_of(TRAINING)
    assert (closing.begins, closing.seconds) == (pytest.approx(0.92), pytest.approx(3.0))
    assert closing_of([(1.0, 2.0)] * 20).seconds == 0.0


def test_the_closing_of_an_earlier_job_makes_the_time_left_right_to_the_end() -> None:
    assert worst(TRAINING, until=0.99) > EXACT_ENOUGH
    assert worst(TRAINING, until=0.99, expected=closing_of(TRAINING)) <= EXACT_ENOUGH
    longer = [*[(0.92, 0.02)] * 5000, *[(150.0, 1.0)] * 2, (100.0, 1.0)]
    assert worst(longer, until=0.99, expected=closing_of(TRAINING)) <= EXACT_ENOUGH


def test_a_closing_is_taken_from_the_earlier_job_that_is_most_alike() -> None:
    def job(name: str, finished: float, closing: float | None = 1.0, **parameters: int) -> Job:
        return Job(
            name,
            name[:1],
            name,
            JobState.DONE,
            created=0.0,
            parameters=parameters,
            finished=finished,
            closing=closing,
            closing_at=0.9,
        )

    earlier = [
        job("a1", 1.0, 10.0, seed=1, epochs=4),
        job("a2", 2.0, 20.0, seed=2, epochs=4),
        job("a3", 3.0, 30.0, seed=2, epochs=9),
        job("a4", 4.0, None, seed=7, epochs=4),
        job("b1", 5.0, 50.0, seed=7, epochs=4),
    ]
    assert closing_like(job("a", 9.0, seed=7, epochs=4), earlier) == Closing(0.9, 20.0)
    assert closing_like(job("a", 9.0, seed=1, epochs=4), earlier) == Closing(0.9, 10.0)
    assert closing_like(job("c", 9.0, seed=1, epochs=4), earlier) is None
