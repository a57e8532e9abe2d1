"""The ETA, from scripted progress reports."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

import pytest

from core.jobs.eta import Eta

Step = tuple[float, float]  # work, in any unit; seconds
TOLERANCE = 0.2


@dataclass(frozen=True)
class Estimate:
    """The ETA at one report and the true time left. Fraction 0-1, the rest in seconds."""

    fraction: float
    left: float | None
    truth: float

    @property
    def error(self) -> float:
        """Return the relative error; 0 if no estimate was given."""
        return 0.0 if self.left is None else abs(self.left - self.truth) / self.truth


def epochs(rates: Sequence[float], pause: float = 0.0, batches: int = 100) -> list[Step]:
    """Batches of 0.1 s times the epoch's rate; a pause follows the last batch of each epoch."""
    last = batches - 1
    return [
        (1.0, 0.1 * rate + (pause if batch == last else 0.0))
        for rate in rates
        for batch in range(batches)
    ]


def estimates(
    steps: Sequence[Step], even_until: float = 1.0, closing: float = 0.0
) -> list[Estimate]:
    """Report after each step and collect the estimates."""
    eta = Eta(even_until, closing)
    work = sum(step for step, _ in steps)
    times = list(accumulate(seconds for _, seconds in steps))
    done = [round(step / work, 9) for step in accumulate(step for step, _ in steps)]
    return [
        Estimate(fraction, eta.note(now, fraction), times[-1] - now)
        for now, fraction in zip(times, done, strict=True)
    ]


def max_error(found: Sequence[Estimate], after: float = 0.1, until: float = 0.9) -> float:
    within = [each for each in found if after <= each.fraction <= until]
    assert any(each.left is not None for each in within)
    return max(each.error for each in within)


CHANCE = random.Random(5)
NOISY = [(1.0, CHANCE.uniform(0.05, 0.15)) for _ in range(1000)]
VARYING = epochs([CHANCE.uniform(0.8, 1.2) for _ in range(20)])
EVEN = epochs([1.0] * 10)


@pytest.mark.parametrize(
    "steps",
    [
        pytest.param(EVEN, id="even"),
        pytest.param(NOISY, id="noisy batches"),
        pytest.param(VARYING, id="epochs that vary by a fifth"),
        pytest.param([(0.5, 9.0), *EVEN], id="a long warm-up"),
        pytest.param(epochs([1.0] * 4, pause=1.0), id="four epochs with validation"),
        pytest.param(epochs([1.0] * 16, pause=1.0), id="sixteen epochs with validation"),
        pytest.param([(1.0, 5.0)] * 20, id="few reports"),
        pytest.param(epochs([1 + epoch / 25 for epoch in range(10)]), id="gradually slower"),
    ],
)
def test_the_eta_is_within_a_fifth_after_the_first_tenth_of_the_work(steps: list[Step]) -> None:
    assert max_error(estimates(steps)) <= TOLERANCE


def test_the_eta_of_even_work_is_exact_to_the_end() -> None:
    assert max_error(estimates(EVEN), until=0.99) <= 0.01


@pytest.mark.parametrize(("rate", "after"), [(2.0, 0.65), (0.5, 0.85), (1.5, 0.55)])
def test_the_eta_adapts_to_a_changed_speed(rate: float, after: float) -> None:
    """Work done MEMORY ago has a third of the weight, so a slower rate is adopted sooner."""
    assert max_error(estimates(epochs([1.0] * 4 + [rate] * 6)), after) <= TOLERANCE


def test_the_effect_of_one_long_pause_fades() -> None:
    found = estimates([*epochs([1.0] * 3), (1.0, 60.0), *epochs([1.0] * 7)])
    errors = [max_error(found, after, after + 0.05) for after in (0.35, 0.5, 0.65, 0.8)]
    assert errors == sorted(errors, reverse=True)
    assert max_error(found, after=0.93, until=1.0 - 1e-3) <= 0.3


def test_skipped_work_does_not_distort_the_speed_for_long() -> None:
    """Every second of forty trials is pruned after its first step: the rest is skipped."""
    full, pruned = [(1.0, 0.1)] * 20, [(1.0, 0.1), (19.0, 0.1)]
    assert max_error(estimates([*full, *pruned] * 20), after=0.2, until=0.8) <= TOLERANCE


# The first batch includes compilation, the second is slow because of pending disk writes, then
# thousands of quick ones.
COMPILED = [(1.0, 30.0), (1.0, 0.9), *[(1.0, 0.02)] * 9000]


def test_a_slow_first_step_does_not_give_an_eta_of_hours() -> None:
    """The page once showed "2.4 h" at the first step of a three-minute run."""
    found = estimates(COMPILED)
    given = [each for each in found if each.left is not None]
    assert found[0].left is found[1].left is None
    assert max(each.error for each in given) < 0.3
    assert given[0].fraction <= 0.05


def test_there_is_no_eta_before_the_third_step() -> None:
    eta = Eta()
    assert [eta.note(float(second), 0.0) for second in range(3)] == [None] * 3
    assert eta.note(3.0, 0.1) is None  # counting starts
    assert eta.note(4.0, 0.2) is None  # one step
    assert eta.note(5.0, 0.3) is None  # two
    assert eta.note(6.0, 0.4) == pytest.approx(6.0)


def test_there_is_no_eta_after_very_little_time_or_work() -> None:
    quick, little = Eta(), Eta()
    assert [quick.note(step / 100, step / 20) for step in range(1, 10)] == [None] * 9
    assert [little.note(float(step), step / 1000) for step in range(1, 20)] == [None] * 19


def test_the_eta_counts_down_without_progress_and_is_never_negative() -> None:
    eta = Eta()
    for second in range(11):
        eta.note(float(second), 0.05 * (second + 1))
    assert eta.note(12.0, 0.55) == pytest.approx(7.0)
    assert eta.note(100.0, 0.55) == 0.0


@pytest.mark.parametrize("steps", [EVEN, NOISY, COMPILED, [(1.0, 5.0)] * 20, [(1.0, 0.0)] * 9])
@pytest.mark.parametrize("closing", [0.0, 8.0])
def test_no_estimate_is_negative(steps: list[Step], closing: float) -> None:
    found = estimates(steps, even_until=0.92, closing=closing)
    assert all(each.left is None or each.left >= 0 for each in found)


def test_the_estimate_restarts_if_the_fraction_decreases() -> None:
    eta = Eta()
    for second in range(5):
        eta.note(float(second), 0.1 * (second + 1))
    assert eta.note(5.0, 0.2) is None
    assert [eta.note(now, 0.2 + 0.05 * (now - 5)) for now in (6.0, 7.0)] == [None] * 2
    assert eta.note(8.0, 0.35) == pytest.approx(13.0)


def test_a_resumed_job_does_not_count_work_of_the_earlier_run() -> None:
    eta = Eta()
    assert [eta.note(100.0 + 5 * step, 0.5 + 0.05 * step) for step in range(3)] == [None] * 3
    assert eta.note(115.0, 0.65) == pytest.approx(35.0)


# Like a training run: 92 % batches, then export, test and registration in three 1 s steps.
EVEN_UNTIL = 0.92
TRAINING = [*[(0.92, 0.02)] * 1000, (30.0, 1.0), (30.0, 1.0), (20.0, 1.0)]
LONGER = [*[(0.92, 0.02)] * 5000, (150.0, 1.0), (150.0, 1.0), (100.0, 1.0)]


@pytest.mark.parametrize("steps", [TRAINING, LONGER], ids=["short", "long"])
def test_a_known_closing_time_makes_the_eta_exact_to_the_end(steps: list[Step]) -> None:
    assert max_error(estimates(steps, EVEN_UNTIL, closing=3.0), until=0.91) <= 0.01
    assert max_error(estimates(steps), until=0.99) > TOLERANCE  # it is not without a known closing
    closing = [each for each in estimates(steps, EVEN_UNTIL, 3.0) if each.fraction > 0.93]
    assert [each.left for each in closing[:2]] == pytest.approx([2.0, 1.0])


def test_the_closing_time_is_measured_from_the_end_of_the_even_part() -> None:
    eta = Eta(even_until=0.92)
    for second, fraction in enumerate((0.2, 0.5, 0.8)):
        eta.note(float(second), fraction)
    assert eta.closing(5.0) is None
    for now, fraction in ((10.0, 0.92), (12.0, 0.95), (15.0, 0.98)):
        eta.note(now, fraction)
    assert eta.closing(16.5) == pytest.approx(6.5)


def test_the_eta_is_unknown_if_the_closing_takes_longer_than_expected() -> None:
    """The page once showed "0.0 s" for six seconds during calibration and registration."""
    eta = Eta(even_until=0.92, closing=2.0)
    for second, fraction in enumerate((0.2, 0.4, 0.6, 0.8)):
        eta.note(float(second), fraction)
    found = [eta.note(now, fraction) for now, fraction in ((4.0, 0.92), (5.0, 0.95), (9.0, 0.98))]
    assert found == [pytest.approx(2.0), pytest.approx(1.0), None]
