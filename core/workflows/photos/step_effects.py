"""The effect of each stage: figures and sentences, from pictures answered in every condition."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
import numpy.typing as npt

from core.data import CLASS_NAMES
from core.errors import BadData
from core.evaluation import Interval
from core.evaluation.paired import Difference, Verdict, balanced, difference
from core.pictures.stages import TITLES
from core.records import StoredAs, to_json
from core.text import percent
from core.workflows.photos.ablation import ALL_STEPS, NO_STEPS, STAGES, Sample
from core.workflows.photos.folder import Mapped, accepted_classes


@dataclass(frozen=True)
class Condition:
    """All stages on, one of them off, or none: balanced accuracy with its 95 % interval (0-1).

    `effect` is what "all on" gains over it, None for "all on" itself; `milliseconds` is the median
    time of the stage.
    """

    name: Annotated[str, StoredAs("way")]
    value: Annotated[float, StoredAs("balanced_accuracy")]
    low: float
    high: float
    milliseconds: Annotated[float | None, StoredAs("ms")]
    effect: Annotated[Difference | None, StoredAs("worth")] = None

    @property
    def accuracy(self) -> Interval:
        return Interval(self.value, self.low, self.high)

    @property
    def title(self) -> str:
        return TITLES[self.name][0] if self.name in TITLES else self.name.capitalize()


@dataclass(frozen=True)
class Ablation:
    """The result on a labelled folder. `n` counts all pictures, `labelled` those with a class."""

    n: int
    labelled: int
    unreadable: int
    noun: str
    conditions: Annotated[tuple[Condition, ...], StoredAs("ways")]
    milliseconds: Mapping[str, float]

    def __post_init__(self) -> None:
        if not self.conditions or self.conditions[0].name != ALL_STEPS:
            raise ValueError("no figures with all stages on")

    @property
    def stages(self) -> tuple[Condition, ...]:
        return tuple(one for one in self.conditions if one.name not in (ALL_STEPS, NO_STEPS))

    def as_line(self) -> dict[str, Any]:
        """Return the result in the command line's JSON form."""
        line: dict[str, Any] = to_json(self)
        for way, condition in zip(line["ways"], self.conditions, strict=True):
            way["title"] = condition.title
            if condition.effect is None:
                del way["worth"]
            else:
                way["worth"]["words"] = sentence(condition, self)
        return line

    def in_words(self) -> list[str]:
        """Return the result of each condition as a line for people."""
        whole = self.conditions[0].accuracy
        first = f"With all stages on: {_share(whole)} right, mean over labels."
        return [
            first,
            *(sentence(condition, self) for condition in self.conditions if condition.effect),
        ]


def step_effects(samples: Sequence[Sample], mapping: Mapped) -> Ablation:
    """Compare the conditions on the pictures that have a correct answer; a refused one is wrong.

    Raises BadData if there are none.
    """
    judged = [sample for sample in samples if accepted_classes(sample.label, mapping)]
    if not judged:
        raise BadData("None of these labels is one of the ten classes: there is nothing to count.")
    labels = np.unique([sample.label for sample in judged], return_inverse=True)[1]
    times = _times(samples)
    stages = [name for name in STAGES if any(name in sample.answers for sample in samples)]
    names = [ALL_STEPS, *stages, *([NO_STEPS] if stages else [])]
    flags = {name: correct(judged, mapping, name) for name in names}
    conditions = []
    for name in names:
        found = balanced(flags[name], labels)
        # One comparison per stage: the verdict is corrected for as many.
        effect = (
            difference(flags[ALL_STEPS], flags[name], labels, len(stages))
            if name != ALL_STEPS
            else None
        )
        conditions.append(
            Condition(name, found.value, found.low, found.high, times.get(name), effect)
        )
    unreadable = sum(bool(sample.error) for sample in samples)
    return Ablation(len(samples), len(judged), unreadable, _noun(samples), tuple(conditions), times)


def correct(
    samples: Sequence[Sample], mapping: Mapped, condition: str = ALL_STEPS
) -> npt.NDArray[np.bool_]:
    """Return for each picture (n,) whether its answer in one condition is correct."""
    return np.array([is_right(sample, mapping, condition) is True for sample in samples], bool)


def is_right(sample: Sample, mapping: Mapped, condition: str = ALL_STEPS) -> bool | None:
    """Return whether an answer is correct; None for a label outside the ten classes."""
    accepted, answer = accepted_classes(sample.label, mapping), sample.answer(condition)
    if not accepted:
        return None
    return answer is not None and CLASS_NAMES[answer.index] in accepted


def sentence(condition: Condition, of: Ablation) -> str:
    """Return the effect of a stage in words, with its certainty."""
    effect = condition.effect
    if effect is None:
        return f"{condition.title}: {_share(condition.accuracy)} right."
    between = f"({_points(effect.low)} to {_points(effect.high)})"
    name = "All stages together" if condition.name == NO_STEPS else condition.title
    if effect.verdict is Verdict.OPEN:
        return f"{name}: no difference that {of.labelled} {of.noun} could show {between}."
    verb = (
        ("are worth" if condition.name == NO_STEPS else "is worth") if effect.value > 0 else "costs"
    )
    size = f"{abs(effect.value) * 100:.0f}" if abs(effect.value) >= 0.01 else "less than 1"
    return f"{name} {verb} {size} points, {effect.verdict} {between}."


def _points(share: float) -> str:
    return f"{share * 100:+.1f}".replace("-", "−")


def _share(found: Interval) -> str:
    return f"{percent(found.value)} ({percent(found.low)} to {percent(found.high)})"


def _times(samples: Sequence[Sample]) -> dict[str, float]:
    """Return the median milliseconds of each stage, in processing order."""
    names = dict.fromkeys(name for sample in samples for name in sample.milliseconds)
    return {
        name: float(
            np.median([one.milliseconds[name] for one in samples if name in one.milliseconds])
        )
        for name in names
    }


def _noun(samples: Sequence[Sample]) -> str:
    kinds = {sample.kind for sample in samples if sample.kind}
    return f"{kinds.pop()}s" if kinds in ({"photo"}, {"drawing"}) else "pictures"
