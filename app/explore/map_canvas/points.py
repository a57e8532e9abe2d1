"""What a map shows: a point for each picture, and what its points can be coloured by."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.formatting import percent
from app.palette import ACCENT, COLOURS, MUTED, ORDER, QUALITY, RIGHT, SECOND, WRONG
from core.data.classes import CLASS_NAMES
from core.errors import BadData

Codes = NDArray[np.uint8]
_PLACES = np.array([ORDER.index(name) for name in CLASS_NAMES], np.uint8)  # families adjacent


@dataclass(frozen=True, eq=False)
class MapPoints:
    """n pictures on a map.

    xy: float32 (n, 2), any unit. labels, predicted: uint8 (n,), 0-9. quality: float32 (n,), 0-1,
    NaN where nobody knows. parts: uint8 (n,), a `Part` each. tagged: bool (n,). numbers: (n,), the
    pictures' numbers; None if they are 0 to n - 1. `version` is the dataset version that they are
    shown from. Raises BadData for arrays of different lengths, or places that are not finite.
    """

    xy: NDArray[np.float32]
    labels: Codes
    predicted: Codes | None = None
    quality: NDArray[np.float32] | None = None
    parts: Codes | None = None
    tagged: NDArray[np.bool_] | None = None
    numbers: NDArray[np.integer] | None = None
    version: str = "v1"

    def __post_init__(self) -> None:
        columns = (self.labels, self.predicted, self.quality, self.parts, self.tagged, self.numbers)
        if any(one is not None and len(one) != len(self.xy) for one in columns):
            raise BadData("A map needs one label, and so on, for each of its points.")
        if self.xy.ndim != 2 or self.xy.shape[1] != 2 or not np.isfinite(self.xy).all():
            raise BadData("The map's points have no valid places. Have the map made again.")

    def __len__(self) -> int:
        return len(self.xy)

    def picture_numbers(self, chosen: NDArray[np.bool_]) -> NDArray[np.intp]:
        """Return the numbers of the chosen points' pictures, in order."""
        places = np.flatnonzero(chosen)
        return places if self.numbers is None else np.sort(self.numbers[places].astype(np.intp))


@dataclass(frozen=True)
class Entry:
    """A line of a legend. Points of a higher rank are drawn over those of a lower one."""

    name: str
    colour: str
    rank: int = 0


@dataclass(frozen=True, eq=False)
class Colouring:
    """One way to colour the points: `codes` is the entry of each, uint8 (n,).

    `on_map` if the entries' names are written on the map too.
    """

    name: str
    title: str
    codes: Codes
    entries: tuple[Entry, ...]
    on_map: bool = False


def colourings(points: MapPoints) -> list[Colouring]:
    """Return all that the points can be coloured by, given what is known about them."""
    found = [Colouring("label", "Label", _PLACES[points.labels], _CLASSES, on_map=True)]
    if points.predicted is not None:
        wrong = (points.predicted != points.labels).astype(np.uint8)
        found += [
            Colouring("predicted", "Prediction", _PLACES[points.predicted], _CLASSES, on_map=True),
            Colouring("error", "Right or wrong", wrong, _ERRORS),
        ]
    if points.quality is not None:
        found.append(Colouring("quality", "Label quality", _bins(points.quality), _QUALITY))
    if points.parts is not None:
        found.append(Colouring("split", "Split", points.parts.astype(np.uint8), _SPLITS))
    if points.tagged is not None:
        found.append(Colouring("tag", "Tags", points.tagged.astype(np.uint8), _TAGS))
    return found


def _bins(quality: NDArray[np.float32]) -> Codes:
    known = np.isfinite(quality)
    bins = np.clip(np.where(known, quality, 0) * len(QUALITY), 0, len(QUALITY) - 1)
    return np.where(known, bins, len(QUALITY)).astype(np.uint8)


def _range(place: int) -> str:
    low, high = place / len(QUALITY), (place + 1) / len(QUALITY)
    return f"{low * 100:.0f}–{percent(high, 0)}"


_CLASSES = tuple(Entry(name, COLOURS[name]) for name in ORDER)
_ERRORS = (Entry("Right", RIGHT), Entry("Wrong", WRONG, rank=1))
_QUALITY = (
    *(Entry(_range(i), colour, rank=len(QUALITY) - i) for i, colour in enumerate(QUALITY)),
    Entry("Not audited", MUTED),
)
_SPLITS = (Entry("Train", MUTED), Entry("Validation", SECOND, 1), Entry("Test", ACCENT, 1))
_TAGS = (Entry("No tag", MUTED), Entry("Tagged", ACCENT, rank=1))
