"""What each stage is worth: figures and sentences from pictures that were answered in every way."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from core.data import CLASS_NAMES
from core.errors import BadData
from core.evaluation import Interval
from core.evaluation.paired import Difference, Verdict, balanced, difference
from core.pictures.stages import TITLES
from core.workflows.photos.ablation import PLAIN, STAGES, WHOLE, Looked
from core.workflows.photos.folder import Mapped


@dataclass(frozen=True)
class Way:
    """One way of preparing: its balanced accuracy, and what "all on" gains over it.

    `worth` is None for "all on" itself; `milliseconds` is the median time of the stage.
    """

    name: str
    accuracy: Interval
    worth: Difference | None
    milliseconds: float | None

    @property
    def title(self) -> str:
        return TITLES[self.name][0] if self.name in TITLES else self.name.capitalize()


@dataclass(frozen=True)
class Ablation:
    """What came of a labelled folder. `n` counts all pictures, `labelled` those with a class."""

    n: int
    labelled: int
    unreadable: int
    noun: str
    ways: tuple[Way, ...]
    milliseconds: Mapping[str, float]

    @property
    def stages(self) -> tuple[Way, ...]:
        return tuple(way for way in self.ways if way.name not in (WHOLE, PLAIN))

    def as_line(self) -> dict[str, Any]:
        """Lay it out for JSON."""
        return {
            "n": self.n,
            "labelled": self.labelled,
            "unreadable": self.unreadable,
            "noun": self.noun,
            "milliseconds": dict(self.milliseconds),
            "ways": [_line(way, self) for way in self.ways],
        }

    def in_words(self) -> list[str]:
        """Say in a line for a person what each way gave."""
        whole = self.ways[0].accuracy
        first = f"With all stages on: {_share(whole)} right, mean over labels."
        return [first, *(sentence(way, self) for way in self.ways if way.worth)]


def weigh(looks: Sequence[Looked], mapping: Mapped) -> Ablation:
    """Compare the ways on the pictures that have a right answer; one that was refused is wrong.

    Raises BadData where there is none.
    """
    judged = [looked for looked in looks if mapping[looked.label.lower()]]
    if not judged:
        raise BadData("None of these labels is one of the ten classes: there is nothing to count.")
    labels = np.unique([looked.label for looked in judged], return_inverse=True)[1]
    times = _times(looks)
    stages = [name for name in STAGES if any(name in looked.answers for looked in looks)]
    names = [WHOLE, *stages, *([PLAIN] if stages else [])]
    flags = {name: rights(judged, mapping, name) for name in names}
    ways = tuple(
        Way(
            name,
            balanced(flags[name], labels),
            None if name == WHOLE else difference(flags[WHOLE], flags[name], labels, len(stages)),
            times.get(name),
        )
        for name in names
    )
    unreadable = sum(bool(looked.error) for looked in looks)
    return Ablation(len(looks), len(judged), unreadable, _noun(looks), ways, times)


def rights(looks: Sequence[Looked], mapping: Mapped, way: str = WHOLE) -> npt.NDArray[np.bool_]:
    """Tell for each picture (n,) whether what was said in one way counts as right."""
    return np.array([is_right(looked, mapping, way) is True for looked in looks], bool)


def is_right(looked: Looked, mapping: Mapped, way: str = WHOLE) -> bool | None:
    """Tell whether an answer is right; None for a label outside the ten classes."""
    wanted, told = mapping[looked.label.lower()], looked.told(way)
    if not wanted:
        return None
    return told is not None and CLASS_NAMES[told.index] in wanted


def sentence(way: Way, of: Ablation) -> str:
    """Say what a stage is worth, and how surely."""
    worth = way.worth
    if worth is None:
        return f"{way.title}: {_share(way.accuracy)} right."
    between = f"({_points(worth.low)} to {_points(worth.high)})"
    name = "All stages together" if way.name == PLAIN else way.title
    if worth.verdict is Verdict.OPEN:
        return f"{name}: no difference that {of.labelled} {of.noun} could show {between}."
    verb = ("are worth" if way.name == PLAIN else "is worth") if worth.value > 0 else "costs"
    size = f"{abs(worth.value) * 100:.0f}" if abs(worth.value) >= 0.01 else "less than 1"
    return f"{name} {verb} {size} points, {worth.verdict} {between}."


def _points(share: float) -> str:
    return f"{share * 100:+.1f}".replace("-", "−")


def _share(found: Interval) -> str:
    return f"{found.value:.1%} ({found.low:.1%} to {found.high:.1%})"


def _line(way: Way, of: Ablation) -> dict[str, Any]:
    line: dict[str, Any] = {
        "way": way.name,
        "title": way.title,
        "balanced_accuracy": way.accuracy.value,
        "low": way.accuracy.low,
        "high": way.accuracy.high,
        "ms": way.milliseconds,
    }
    if way.worth:
        line["worth"] = asdict(way.worth) | {"words": sentence(way, of)}
    return line


def _times(looks: Sequence[Looked]) -> dict[str, float]:
    """Return the median milliseconds of each stage, in the order of the work."""
    names = dict.fromkeys(name for looked in looks for name in looked.milliseconds)
    return {
        name: float(
            np.median([one.milliseconds[name] for one in looks if name in one.milliseconds])
        )
        for name in names
    }


def _noun(looks: Sequence[Looked]) -> str:
    kinds = {looked.kind for looked in looks if looked.kind}
    return f"{kinds.pop()}s" if kinds in ({"photo"}, {"drawing"}) else "pictures"
