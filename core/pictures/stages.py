"""What a preparation is made of: named stages that can be looked at and switched off."""

import time
from dataclasses import dataclass, field

import numpy as np


@dataclass(frozen=True)
class Switches:
    """Which stages do their work. A stage that is off passes its picture on as it came.

    `fit` off stretches to 28×28 without keeping the proportions; all off is a plain resize.
    """

    segment: bool = True
    polarity: bool = True
    crop: bool = True
    fit: bool = True
    centre: bool = True
    tone: bool = True
    fill: bool = True


ALL_ON = Switches()


@dataclass(frozen=True, eq=False)
class Stage:
    """One step between the photo and the 28×28 picture.

    `picture` is uint8 (h, w), (h, w, 3) or (h, w, 4), for display. `applied` is False where the
    stage was switched off or found nothing to do.
    """

    name: str
    title: str
    hint: str
    picture: np.ndarray
    milliseconds: float
    applied: bool = True


@dataclass(frozen=True, eq=False)
class Preparation:
    """A picture made ready for the model, with all that happened to it.

    `pixels` is uint8 (28, 28), ink bright on black: the array the model gets, and the picture of
    the last stage. `plausibility` (0-1) says how much the garment's outline looks like one.
    """

    kind: str
    stages: tuple[Stage, ...]
    pixels: np.ndarray
    milliseconds: float
    notes: tuple[str, ...] = ()
    plausibility: float = 1.0


TITLES: dict[str, tuple[str, str]] = {
    "decode": ("Open the photo", "The file as a picture, turned the way it was held."),
    "segment": ("Find the garment", "What is not garment is taken away."),
    "polarity": ("Ink on black", "Grey and negated, as the pictures of the dataset were made."),
    "crop": ("Cut to size", "Only the box around the garment is kept."),
    "fit": ("Fit to 28 pixels", "The longest edge is made to fit 28 pixels; the proportions stay."),
    "centre": ("Centre", "What room is left is shared between both sides."),
    "tone": (
        "Even the tone",
        "Very light and very dark cloth is brought to the dataset's usual ink.",
    ),
    "flatten": ("Ink on paper", "The strokes as bright ink on black."),
    "fill": ("Fill the outline", "What the outline encloses is filled like cloth."),
    "start": ("The test picture", "As it is in the dataset, before you changed it."),
    "edit": ("Your changes", "Your strokes, laid over it at 28×28."),
    "pixels": ("As it is", "A picture of the dataset's own kind needs no preparation."),
}


@dataclass
class Recorder:
    """Collects stages as they happen, each timed from the end of the one before."""

    stages: list[Stage] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    started: float = field(default_factory=time.perf_counter)
    last: float = field(default_factory=time.perf_counter)

    def add(self, name: str, picture: np.ndarray, applied: bool = True) -> None:
        now = time.perf_counter()
        title, hint = TITLES[name]
        self.stages.append(Stage(name, title, hint, picture, (now - self.last) * 1000, applied))
        self.last = now

    def finish(self, kind: str, pixels: np.ndarray, plausibility: float = 1.0) -> Preparation:
        """Close the record. `pixels` must be the very array that the last stage showed."""
        assert pixels is self.stages[-1].picture, "the model must get what the page shows"
        total = (time.perf_counter() - self.started) * 1000
        return Preparation(kind, tuple(self.stages), pixels, total, tuple(self.notes), plausibility)
