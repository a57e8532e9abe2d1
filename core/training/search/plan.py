"""The plan of a hyperparameter search, validated before anything starts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from core.config_names import current
from core.errors import UnknownRecipe
from core.records import Plain
from core.training.config import CHOICES, RANGES, WHOLE_NUMBERS, TrainConfig, require_choice

# The searchable settings. Not seed and precision: they affect luck and speed, not quality.
NUMBERS = ("learning_rate", "weight_decay", "label_smoothing", "batch_size", "epochs", "warmup")
NAMES = ("augmentation", "optimizer", "network")
# Ratios matter here, not differences: sampled uniformly in the logarithm.
BY_FACTORS = ("learning_rate", "weight_decay", "batch_size")
TRIALS = (2, 200)


@dataclass(frozen=True)
class SweepPlan:
    """A search: the fixed settings, and the ranges of those that are searched.

    Raises UnknownRecipe for a range that no training could have.
    """

    base: TrainConfig
    # By setting: the lowest and the highest value to try, or the names to try.
    numbers: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    trials: int = 20
    seed: int = 0  # of the search; every trial trains with the seed of the base
    prune: bool = True

    def __post_init__(self) -> None:
        if self.base.warm_start:
            raise UnknownRecipe("A search starts every trial from random weights.")
        low, high = TRIALS
        whole = isinstance(self.trials, int) and not isinstance(self.trials, bool)
        if not whole or not low <= self.trials <= high:
            raise UnknownRecipe(
                f"The number of trials is {self.trials!r}; "
                f"it must be a whole number from {low} to {high}."
            )
        if not self.numbers and not self.names:
            raise UnknownRecipe("There is nothing to search: choose at least one setting to vary.")
        for name, ends in self.numbers.items():
            _require_ends(name, ends)
        for name, tried in self.names.items():
            _require_names(name, tried)

    @property
    def searched(self) -> tuple[str, ...]:
        """The names of the searched settings, in the order of forms and tables."""
        return tuple(name for name in NUMBERS + NAMES if name in {**self.numbers, **self.names})

    def config(self, settings: Mapping[str, Plain]) -> TrainConfig:
        """Return the training config of a trial with these settings."""
        values: dict[str, Any] = dict(settings)
        return replace(self.base, **values)

    def starting_point(self) -> dict[str, Plain] | None:
        """Return the base's values of the searched settings, or None if one is out of its range.

        They are tried first, so that the search cannot end below where it began.
        """
        values = {name: getattr(self.base, name) for name in self.searched}
        inside = [self.numbers[n][0] <= values[n] <= self.numbers[n][1] for n in self.numbers]
        inside += [values[n] in self.names[n] for n in self.names]
        return values if all(inside) else None

    def as_record(self) -> dict[str, Any]:
        """Return the plan as JSON-compatible values."""
        return {
            "base": self.base.as_record(),
            "numbers": {name: list(ends) for name, ends in self.numbers.items()},
            "names": {name: list(tried) for name, tried in self.names.items()},
            "trials": self.trials,
            "seed": self.seed,
            "prune": self.prune,
        }

    @classmethod
    def from_record(cls, values: Mapping[str, Any]) -> "SweepPlan":
        """Rebuild from `as_record`. Raises UnknownRecipe for missing or invalid values."""
        try:
            base, numbers, names = values["base"], values["numbers"], values["names"]
            rest = {name: values[name] for name in ("trials", "seed", "prune")}
        except KeyError as error:
            raise UnknownRecipe(f"The sweep has no {error.args[0]}.") from error
        return cls(
            base=TrainConfig.from_record(base),
            numbers={name: tuple(ends) for name, ends in numbers.items()},
            names={name: _current_names(name, tried) for name, tried in names.items()},
            **rest,
        )


def _current_names(name: str, tried: Sequence[str]) -> tuple[str, ...]:
    return tuple(str(current({name: each})[name]) for each in tried)


def _require_ends(name: str, ends: tuple[float, float]) -> None:
    require_choice("setting", name, list(NUMBERS))
    if len(ends) != 2:
        raise UnknownRecipe(f"{name} needs two values, the lowest and the highest to try.")
    low, high = RANGES[name]
    whole = name in WHOLE_NUMBERS
    for end in ends:
        number = isinstance(end, (int,) if whole else (int, float)) and not isinstance(end, bool)
        if not number or not low <= end <= high:
            kind = "whole numbers" if whole else "numbers"
            raise UnknownRecipe(
                f"{name} can be tried from {low:g} to {high:g}, in {kind}; {end!r} is not allowed."
            )
    if not ends[0] < ends[1]:
        raise UnknownRecipe(
            f"{name} from {ends[0]:g} to {ends[1]:g} is not a range: the second must be larger."
        )


def _require_names(name: str, tried: tuple[str, ...]) -> None:
    require_choice("setting", name, list(NAMES))
    for each in tried:
        require_choice(name, each, CHOICES[name])
    if len(set(tried)) < 2 or len(set(tried)) != len(tried):
        raise UnknownRecipe(f"{name} needs at least two different choices to try.")
