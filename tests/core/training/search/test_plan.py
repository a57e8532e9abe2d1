"""The plan of a hyperparameter search, its pruning rule, and importance; without training."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from core.config_names import earlier
from core.errors import UnknownRecipe
from core.training import config_for
from core.training.search.importance import MIN_TRIALS, importance
from core.training.search.plan import NAMES, NUMBERS, SweepPlan
from core.training.search.trials import (
    SweepTrial,
    TrialState,
    behind_the_median,
    best_of,
)

BASE = config_for("quick", data="tiny", epochs=4)
RATES = {"learning_rate": (0.01, 0.3)}


def plan(**changes: Any) -> SweepPlan:
    values: dict[str, Any] = {"base": BASE, "numbers": RATES, "trials": 6}
    return SweepPlan(**values | changes)


def done(number: int, accuracy: float, *curve: float, **settings: Any) -> SweepTrial:
    curve = curve or (accuracy,)
    return SweepTrial(number, TrialState.DONE, settings, accuracy, curve, epochs=len(curve))


def test_a_plan_is_unchanged_by_a_round_trip_through_its_record() -> None:
    whole = plan(names={"augmentation": ("none", "flip")}, seed=3, prune=False)
    assert SweepPlan.from_record(whole.as_record()) == whole


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"numbers": {}}, "nothing to search"),
        ({"numbers": {"learning_rate": (0.3, 0.01)}}, "the second must be larger"),
        ({"numbers": {"learning_rate": (0.01, 99.0)}}, r"from 1e-06 to 10, in numbers; 99.0"),
        ({"numbers": {"learning_rate": (0.01, float("nan"))}}, "nan is not allowed"),
        ({"numbers": {"epochs": (1, 2.5)}}, "in whole numbers; 2.5"),
        ({"numbers": {"learning_rate": (0.1,)}}, "needs two values"),
        ({"numbers": {"seed": (1, 2)}}, "setting 'seed' is not known"),
        ({"names": {"network": ("quick",)}}, "at least two different"),
        ({"names": {"augmentation": ("none", "paint")}}, "augmentation 'paint' is not known"),
        ({"names": {"recipe": ("a", "b")}}, "setting 'recipe' is not known"),
        ({"trials": 1}, "from 2 to 200"),
        ({"trials": True}, "from 2 to 200"),
    ],
)
def test_an_invalid_plan_is_refused_with_the_reason(changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(UnknownRecipe, match=sentence):
        plan(**changes)


def test_a_record_with_a_missing_field_is_refused() -> None:
    values = plan().as_record()
    del values["numbers"]
    with pytest.raises(UnknownRecipe, match="The sweep has no numbers"):
        SweepPlan.from_record(values)


def test_names_in_a_plan_of_an_earlier_version_are_translated() -> None:
    now = plan(
        base=replace(BASE, augmentation="photo_like", outliers=0.1),
        names={"augmentation": ("none", "photo_like")},
    )
    values = now.as_record()
    values["base"] = earlier(values["base"])
    values["names"] = {"augmentation": ["none", "wild"]}
    assert (values["base"]["augmentation"], values["base"]["strangers"]) == ("wild", 0.1)
    assert SweepPlan.from_record(values) == now


def test_names_in_a_trial_of_an_earlier_version_are_translated() -> None:
    assert done(1, 0.9, augmentation="wild").settings == {"augmentation": "photo_like"}


def test_every_searchable_hyperparameter_is_a_config_field() -> None:
    assert set(NUMBERS + NAMES) <= BASE.as_record().keys()


def test_the_search_starts_at_the_base_config_if_it_is_in_range() -> None:
    assert plan().starting_point() == {"learning_rate": BASE.learning_rate}
    assert plan(base=replace(BASE, learning_rate=0.5)).starting_point() is None


def test_the_best_trial_is_the_first_of_equal_ones_and_never_a_pruned_one() -> None:
    pruned = SweepTrial(4, TrialState.PRUNED, {}, curve=(0.99,), epochs=4)
    trials = [done(1, 0.8), done(2, 0.9), done(3, 0.9), pruned]
    best = best_of(trials)
    assert best is not None
    assert best.number == 2
    assert best_of([pruned]) is None


def test_a_trial_below_the_median_is_pruned() -> None:
    others = [done(n, 0.9, 0.5 + n / 100, 0.9) for n in range(1, 5)]  # 0.51 to 0.54 halfway
    assert behind_the_median((0.52,), 2, others, fewest=4)
    assert not behind_the_median((0.53,), 2, others, fewest=4)
    assert not behind_the_median((0.52,), 2, others, fewest=5)


def test_trials_are_compared_at_the_same_fraction_of_their_epochs() -> None:
    short = [done(n, 0.9, 0.6, 0.9) for n in range(4)]
    assert not behind_the_median((0.2, 0.61), 4, short, fewest=4)
    assert behind_the_median((0.2, 0.59), 4, short, fewest=4)


def test_pruned_trials_count_towards_the_median() -> None:
    best = [done(n, 0.9, 0.8, 0.9) for n in range(2)]
    pruned = [SweepTrial(9, TrialState.PRUNED, {}, curve=(0.3,), epochs=2)] * 3
    assert behind_the_median((0.5,), 2, best, fewest=2)
    assert not behind_the_median((0.5,), 2, best + pruned, fewest=2)


def searched(trials: int, effect: float, seed: int = 0) -> list[SweepTrial]:
    """Trials whose accuracy depends, by `effect`, on the learning rate only."""
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


def test_only_the_decisive_hyperparameter_stands_out() -> None:
    found = importance(plan(**MANY), searched(24, effect=0.1))
    assert found[0].setting == "learning_rate"
    assert [each.stands_out for each in found] == [True, False, False]
    assert sum(each.share for each in found) == pytest.approx(1)


def test_false_positives_of_importance_are_rare() -> None:
    found = [importance(plan(**MANY), searched(12, 0.0, seed)) for seed in range(4)]
    assert sum(each.stands_out for one in found for each in one) <= 3  # of twelve


def test_no_importance_is_given_for_few_trials_or_one_hyperparameter() -> None:
    assert importance(plan(**MANY), searched(MIN_TRIALS - 1, 0.1)) == ()
    assert importance(plan(), [done(n, 0.9, learning_rate=0.1) for n in range(20)]) == ()


def test_pruned_trials_count_as_not_among_the_best() -> None:
    trials = searched(24, effect=0.1)
    worse = sorted(trials, key=lambda trial: trial.accuracy or 0)[:12]
    mixed = [
        replace(t, state=TrialState.PRUNED, accuracy=None, curve=(0.3,)) if t in worse else t
        for t in trials
    ]
    assert importance(plan(**MANY), mixed)[0].setting == "learning_rate"
