"""The plan of a search, its rules for giving up, and what it says mattered; no training at all."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from core.errors import UnknownRecipe
from core.training import config_for
from core.training.search.importance import FEWEST_TRIALS, importance
from core.training.search.plan import NAMES, NUMBERS, SweepPlan
from core.training.search.trials import (
    SweepTrial,
    TrialState,
    behind_the_median,
    best_of,
    best_so_far,
)

BASE = config_for("quick", data="tiny", epochs=4)
RATES = {"learning_rate": (0.01, 0.3)}


def plan(**changes: Any) -> SweepPlan:
    values: dict[str, Any] = {"base": BASE, "numbers": RATES, "trials": 6}
    return SweepPlan(**values | changes)


def done(number: int, accuracy: float, *curve: float, **settings: Any) -> SweepTrial:
    curve = curve or (accuracy,)
    return SweepTrial(number, TrialState.DONE, settings, accuracy, curve, epochs=len(curve))


def test_a_plan_becomes_a_record_and_comes_back() -> None:
    whole = plan(names={"augmentation": ("none", "flip")}, seed=3, prune=False)
    assert SweepPlan.from_dict(whole.as_dict()) == whole


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"numbers": {}}, "nothing to search"),
        ({"numbers": {"learning_rate": (0.3, 0.01)}}, "the second must be larger"),
        ({"numbers": {"learning_rate": (0.01, 99.0)}}, r"from 1e-06 to 10, in numbers; 99.0"),
        ({"numbers": {"learning_rate": (0.01, float("nan"))}}, "nan is not there"),
        ({"numbers": {"epochs": (1, 2.5)}}, "in whole numbers; 2.5"),
        ({"numbers": {"learning_rate": (0.1,)}}, "needs two ends"),
        ({"numbers": {"seed": (1, 2)}}, "setting 'seed' is not known"),
        ({"names": {"network": ("quick",)}}, "at least two different"),
        ({"names": {"augmentation": ("none", "paint")}}, "augmentation 'paint' is not known"),
        ({"names": {"recipe": ("a", "b")}}, "setting 'recipe' is not known"),
        ({"trials": 1}, "from 2 to 200"),
        ({"trials": True}, "from 2 to 200"),
    ],
)
def test_a_range_that_no_training_could_have_is_refused_in_a_sentence(
    changes: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(UnknownRecipe, match=sentence):
        plan(**changes)


def test_a_record_with_a_hole_is_refused() -> None:
    values = plan().as_dict()
    del values["numbers"]
    with pytest.raises(UnknownRecipe, match="The sweep has no numbers"):
        SweepPlan.from_dict(values)


def test_what_may_be_searched_is_a_field_of_a_training() -> None:
    assert set(NUMBERS + NAMES) <= BASE.as_dict().keys()


def test_the_search_begins_where_the_person_stands_if_that_is_inside() -> None:
    assert plan().starting_point() == {"learning_rate": BASE.learning_rate}
    assert plan(base=replace(BASE, learning_rate=0.5)).starting_point() is None


def test_the_best_is_the_first_of_equals_and_never_one_given_up() -> None:
    pruned = SweepTrial(4, TrialState.PRUNED, {}, curve=(0.99,), epochs=4)
    trials = [done(1, 0.8), done(2, 0.9), done(3, 0.9), pruned]
    best = best_of(trials)
    assert best is not None
    assert best.number == 2
    assert best_so_far(trials) == ((1, 0.8), (2, 0.9), (3, 0.9))
    assert best_of([pruned]) is None


def test_a_trial_behind_half_of_the_others_is_given_up() -> None:
    others = [done(n, 0.9, 0.5 + n / 100, 0.9) for n in range(1, 5)]  # 0.51 to 0.54 halfway
    assert behind_the_median((0.52,), 2, others, fewest=4)
    assert not behind_the_median((0.53,), 2, others, fewest=4)
    assert not behind_the_median((0.52,), 2, others, fewest=5)


def test_trials_are_compared_at_the_same_share_of_their_own_epochs() -> None:
    short = [done(n, 0.9, 0.6, 0.9) for n in range(4)]
    assert not behind_the_median((0.2, 0.61), 4, short, fewest=4)
    assert behind_the_median((0.2, 0.59), 4, short, fewest=4)


def test_those_given_up_count_too_or_the_bar_would_only_rise() -> None:
    best = [done(n, 0.9, 0.8, 0.9) for n in range(2)]
    given_up = [SweepTrial(9, TrialState.PRUNED, {}, curve=(0.3,), epochs=2)] * 3
    assert behind_the_median((0.5,), 2, best, fewest=2)
    assert not behind_the_median((0.5,), 2, best + given_up, fewest=2)


def searched(trials: int, effect: float, seed: int = 0) -> list[SweepTrial]:
    """Trials whose accuracy depends on the learning rate by so much, on the others not at all."""
    generator = np.random.default_rng(seed)
    rows = generator.uniform(size=(trials, 3))
    accuracy = 0.9 - effect * np.abs(rows[:, 0] - 0.5) + generator.normal(0, 0.002, trials)
    return [
        done(
            number + 1,
            float(accuracy[number]),
            learning_rate=float(0.01 * 30 ** row[0]),
            label_smoothing=float(row[1] / 5),
            augmentation=("none", "flip")[int(row[2] > 0.5)],
        )
        for number, row in enumerate(rows)
    ]


MANY = {
    "numbers": RATES | {"label_smoothing": (0.0, 0.2)},
    "names": {"augmentation": ("none", "flip")},
}


def test_the_setting_that_decides_stands_out_and_the_others_do_not() -> None:
    found = importance(plan(**MANY), searched(24, effect=0.1))
    assert found[0].setting == "learning_rate"
    assert [each.stands_out for each in found] == [True, False, False]
    assert sum(each.share for each in found) == pytest.approx(1)


def test_where_nothing_matters_little_stands_out() -> None:
    found = [importance(plan(**MANY), searched(12, 0.0, seed)) for seed in range(4)]
    assert sum(each.stands_out for one in found for each in one) <= 3  # of twelve


def test_with_few_trials_or_one_setting_nothing_is_said() -> None:
    assert importance(plan(**MANY), searched(FEWEST_TRIALS - 1, 0.1)) == ()
    assert importance(plan(), [done(n, 0.9, learning_rate=0.1) for n in range(20)]) == ()


def test_trials_given_up_count_as_not_among_the_best() -> None:
    trials = searched(24, effect=0.1)
    worse = sorted(trials, key=lambda trial: trial.accuracy or 0)[:12]
    mixed = [
        replace(t, state=TrialState.PRUNED, accuracy=None, curve=(0.3,)) if t in worse else t
        for t in trials
    ]
    assert importance(plan(**MANY), mixed)[0].setting == "learning_rate"
