"""The stages of a preparation: named, inspectable, and switchable."""

import time
from dataclasses import dataclass, field

import numpy as np

from core.input_kind import InputKind


@dataclass(frozen=True)
class Switches:
    """Which stages are on. A stage that is off passes its picture on unchanged.

    `fit` off stretches to 28×28 without preserving the aspect ratio; all off is a plain resize.
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

    `picture` is uint8 (h, w), (h, w, 3) or (h, w, 4), for display. `applied` is False if the stage
    was switched off or had nothing to do.
    """

    name: str
    title: str
    hint: str
    picture: np.ndarray
    milliseconds: float
    applied: bool = True


@dataclass(frozen=True, eq=False)
class Preparation:
    """A picture prepared for the model, with the stages it went through.

    `pixels` is uint8 (28, 28), ink bright on black: the array the model gets, and the picture of
    the last stage. `mask_quality` (0-1) rates how much the mask looks like a garment.
    """

    kind: InputKind
    stages: tuple[Stage, ...]
    pixels: np.ndarray
    milliseconds: float
    notes: tuple[str, ...] = ()
    mask_quality: float = 1.0


TITLES: dict[str, tuple[str, str]] = {
    "decode": ("Open the photo", "The file as a picture, rotated the way it was taken."),
    "segment": ("Find the garment", "Everything that is not the garment is removed."),
    "polarity": ("Ink on black", "Greyscale and inverted, as the dataset's pictures were made."),
    "crop": ("Crop", "Only the box around the garment is kept."),
    "fit": (
        "Scale down",
        "The longest edge is scaled to 28 pixels, that of a photo to 26; the aspect ratio stays.",
    ),
    "centre": ("Centre", "The remaining space is divided between both sides."),
    "tone": (
        "Adjust the tone",
        "Very light and very dark fabric is brought to the dataset's usual ink.",
    ),
    "flatten": ("Ink on paper", "The strokes as bright ink on black."),
    "fill": ("Fill the outline", "The area inside the outline is filled like fabric."),
    "start": ("The test picture", "As it is in the dataset, before you changed it."),
    "edit": ("Your changes", "Your strokes, drawn over it at 28×28."),
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

    def finish(self, kind: InputKind, pixels: np.ndarray, mask_quality: float = 1.0) -> Preparation:
        """Finish the recording. `pixels` must be the very array that the last stage shows."""
        assert pixels is self.stages[-1].picture, "the model must get what the page shows"
        total = (time.perf_counter() - self.started) * 1000
        return Preparation(kind, tuple(self.stages), pixels, total, tuple(self.notes), mask_quality)
