import pytest

from core.training.fitting.schedule import one_cycle


def rates(steps: int, warmup: float) -> list[float]:
    return [one_cycle(step, steps, 0.1, warmup) for step in range(steps)]


def test_the_rate_rises_to_its_peak_during_the_warmup_and_falls_afterwards() -> None:
    curve = rates(100, 0.25)
    assert curve[:25] == sorted(curve[:25])
    assert curve[24] == pytest.approx(0.1)
    assert curve[24:] == sorted(curve[24:], reverse=True)


def test_the_rate_ends_low_but_above_zero() -> None:
    assert 0 < rates(100, 0.25)[-1] < 0.002


@pytest.mark.parametrize("steps", [1, 2, 3, 17])
@pytest.mark.parametrize("warmup", [0.0, 0.1, 0.9])
def test_the_rate_stays_between_zero_and_the_peak(steps: int, warmup: float) -> None:
    assert all(0 < rate <= 0.1 + 1e-12 for rate in rates(steps, warmup))


def test_without_warmup_the_rate_starts_near_the_peak() -> None:
    assert rates(100, 0.0)[0] == pytest.approx(0.1, rel=0.02)
