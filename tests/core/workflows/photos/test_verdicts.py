"""The verdict "surely" is corrected for the number of steps compared at once."""

import numpy as np

from core.evaluation.paired import Verdict
from core.workflows.photos.ablation import ALL_STEPS, STAGES, Sample, SampleAnswer
from core.workflows.photos.folder import NAMES
from core.workflows.photos.step_effects import step_effects

BAG, COAT = SampleAnswer(8, 0.9, 0.5), SampleAnswer(4, 0.9, 0.5)


def samples(right: np.ndarray) -> list[Sample]:
    """Bags; right (n, 1 + stages): whether each is correct with all steps on, then without each."""
    found = []
    for number, row in enumerate(right):
        names = (ALL_STEPS, *STAGES[: len(row) - 1])
        answers = {name: BAG if hit else COAT for name, hit in zip(names, row, strict=True)}
        found.append(Sample("Bag", str(number), str(number), "photo", "", answers, {}))
    return found


def without_some(broken: int, stages: int) -> np.ndarray:
    """100 pictures, all correct; without the first step `broken` of them are wrong."""
    right = np.ones((100, 1 + stages), bool)
    right[:broken, 1] = False
    return right


def verdict_of(broken: int, stages: int) -> Verdict:
    effect = step_effects(samples(without_some(broken, stages)), NAMES).conditions[1].effect
    assert effect is not None
    return effect.verdict


def test_more_compared_steps_require_a_larger_effect_for_surely() -> None:
    sure_of_one = next(n for n in range(1, 40) if verdict_of(n, 1) is Verdict.SURE)
    sure_of_all = next(n for n in range(1, 40) if verdict_of(n, len(STAGES)) is Verdict.SURE)
    assert sure_of_one < sure_of_all
    assert verdict_of(sure_of_one, len(STAGES)) is Verdict.LIKELY


def test_the_family_wise_error_rate_of_surely_is_about_five_percent() -> None:
    random = np.random.default_rng(0)
    sure = 0
    for _ in range(80):
        right = random.random((60, 1)) < np.full((60, 1 + len(STAGES)), 0.7)
        flipped = random.random(right.shape) < 0.15  # at random, in both directions
        found = step_effects(samples(right ^ flipped), NAMES)
        sure += any(one.effect and one.effect.verdict is Verdict.SURE for one in found.stages)
    assert sure <= 8  # 97th percentile of the count if the rate is 5 %
