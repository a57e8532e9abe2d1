"""What a search over settings is asked to do: values, checked before anything starts."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from core.errors import UnknownRecipe
from core.training.config import CHOICES, RANGES, WHOLE_NUMBERS, TrainConfig, require_choice

# What may be searched. Seed and precision are not: they are luck and speed, not quality.
NUMBERS = ("learning_rate", "weight_decay", "label_smoothing", "batch_size", "epochs", "warmup")
NAMES = ("augmentation", "optimizer", "network")
# Twice as much matters here, not so much more: drawn evenly in the logarithm.
BY_FACTORS = ("learning_rate", "weight_decay", "batch_size")
TRIALS = (2, 200)


@dataclass(frozen=True)
class SweepPlan:
    """A search: the settings that stay, and the ranges of those that are tried.

    Raises UnknownRecipe, in a sentence, for a range that no training could have.
    """

    base: TrainConfig
    numbers: Mapping[str, tuple[float, float]] = field(default_factory=dict)  # name: least, most
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # name: those to try
    trials: int = 20
    seed: int = 0  # of the search; every trial trains with the seed of the base
    prune: bool = True

    def __post_init__(self) -> None:
        least, most = TRIALS
        whole = isinstance(self.trials, int) and not isinstance(self.trials, bool)
        if not whole or not least <= self.trials <= most:
            raise UnknownRecipe(
                f"The number of trials is {self.trials!r}; "
                f"it must be a whole number from {least} to {most}."
            )
        if not self.numbers and not self.names:
            raise UnknownRecipe("There is nothing to search: choose at least one setting to vary.")
        for name, ends in self.numbers.items():
            _require_ends(name, ends)
        for name, tried in self.names.items():
            _require_names(name, tried)

    @property
    def searched(self) -> tuple[str, ...]:
        """The names of the settings that are tried, in the order of forms and tables."""
        return tuple(name for name in NUMBERS + NAMES if name in {**self.numbers, **self.names})

    def config(self, settings: Mapping[str, Any]) -> TrainConfig:
        """Return the training that a trial with these settings runs."""
        return replace(self.base, **settings)

    def starting_point(self) -> dict[str, Any] | None:
        """Return the base's own values of what is searched, or None where a range leaves one out.

        Tried first, the search cannot end below where it began.
        """
        values = {name: getattr(self.base, name) for name in self.searched}
        inside = [self.numbers[n][0] <= values[n] <= self.numbers[n][1] for n in self.numbers]
        inside += [values[n] in self.names[n] for n in self.names]
        return values if all(inside) else None

    def as_dict(self) -> dict[str, Any]:
        """Return the plan as plain values, fit for JSON."""
        return {
            "base": self.base.as_dict(),
            "numbers": {name: list(ends) for name, ends in self.numbers.items()},
            "names": {name: list(tried) for name, tried in self.names.items()},
            "trials": self.trials,
            "seed": self.seed,
            "prune": self.prune,
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> "SweepPlan":
        """Rebuild from `as_dict`. Raises UnknownRecipe for what is missing or not allowed."""
        try:
            base, numbers, names = values["base"], values["numbers"], values["names"]
            rest = {name: values[name] for name in ("trials", "seed", "prune")}
        except KeyError as error:
            raise UnknownRecipe(f"The sweep has no {error.args[0]}.") from error
        return cls(
            base=TrainConfig.from_dict(base),
            numbers={name: tuple(ends) for name, ends in numbers.items()},
            names={name: tuple(tried) for name, tried in names.items()},
            **rest,
        )


def _require_ends(name: str, ends: tuple[float, float]) -> None:
    require_choice("setting", name, list(NUMBERS))
    if len(ends) != 2:
        raise UnknownRecipe(f"{name} needs two ends, the least and the most to try.")
    least, most = RANGES[name]
    whole = name in WHOLE_NUMBERS
    for end in ends:
        number = isinstance(end, (int,) if whole else (int, float)) and not isinstance(end, bool)
        if not number or not least <= end <= most:
            kind = "whole numbers" if whole else "numbers"
            raise UnknownRecipe(
                f"{name} can be tried from {least:g} to {most:g}, in {kind}; {end!r} is not there."
            )
    if not ends[0] < ends[1]:
        raise UnknownRecipe(
            f"{name} from {ends[0]:g} to {ends[1]:g} is no range: the second must be larger."
        )


def _require_names(name: str, tried: tuple[str, ...]) -> None:
    require_choice("setting", name, list(NAMES))
    for each in tried:
        require_choice(name, each, CHOICES[name])
    if len(set(tried)) < 2 or len(set(tried)) != len(tried):
        raise UnknownRecipe(f"{name} needs at least two different choices to try.")
