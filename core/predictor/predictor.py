"""A loaded model that answers, or abstains if a picture is not familiar enough."""

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

from core.calibration import (
    Calibration,
    Calibrations,
    Floats,
    familiarity_of,
    familiarity_score,
    percentile_scale,
    softmax,
)
from core.data.classes import CLASS_NAMES
from core.input_kind import InputKind
from core.model_files import ONNX_FILE, read_calibrations, require_intact
from core.predictor.network import open_network, run_network, run_with_flip

# A known picture whose top probability is below this is shown with the next classes.
SURE_FROM = 0.7


class Picture(Protocol):
    """An input of a model: uint8 (28, 28), ink bright on black, and its input kind.

    A `Preparation` is one, and so is a `StoredPicture`.
    """

    @property
    def pixels(self) -> npt.NDArray[np.uint8]: ...

    @property
    def kind(self) -> InputKind: ...


@dataclass(frozen=True, eq=False)
class Prediction:
    """The model's answer for one picture: probabilities (10,), familiarity 0-1.

    `threshold` is the familiarity from which pictures of its input kind are known.
    """

    probabilities: npt.NDArray[np.float32]
    familiarity: float
    known: bool
    milliseconds: float
    threshold: float = 0.0
    input_kind: InputKind = InputKind.PIXELS

    @property
    def index(self) -> int:
        return int(self.probabilities.argmax())

    @property
    def label(self) -> str:
        return str(CLASS_NAMES[self.index])

    @property
    def probability(self) -> float:
        return float(self.probabilities.max())

    @property
    def sure(self) -> bool:
        return self.known and self.probability >= SURE_FROM

    def ranking(self) -> list[tuple[str, float]]:
        """Return the class names with their probabilities, most likely first."""
        order = np.argsort(-self.probabilities)
        return [(CLASS_NAMES[i], float(self.probabilities[i])) for i in order]


@dataclass(frozen=True, eq=False)
class Predictions:
    """Answers for n pictures, of shapes (n, 10), (n,), (n,) and (n, d)."""

    probabilities: npt.NDArray[np.float32]
    familiarity: npt.NDArray[np.float32]
    known: npt.NDArray[np.bool_]
    embedding: npt.NDArray[np.float32]


class Predictor:
    """A loaded model. Safe to share between threads.

    It has a calibration for each input kind: what is atypical for a dataset picture is usual for a
    photo.
    """

    def __init__(self, onnx: Path, calibrations: Calibrations) -> None:
        self._calibrations = calibrations
        # Computed once, not at every prediction.
        self._scales = {
            kind: percentile_scale(own.score_percentiles) for kind, own in calibrations.items()
        }
        self._session = open_network(onnx)

    @classmethod
    def load(cls, folder: Path) -> "Predictor":
        """Load a model from a folder that holds model.onnx and model.json.

        Raises ModelUnavailable if either is missing or damaged.
        """
        require_intact(folder)
        return cls(folder / ONNX_FILE, read_calibrations(folder))

    def calibration(self, kind: InputKind = InputKind.PIXELS) -> Calibration:
        return self._calibrations[kind]

    def predict(self, picture: Picture) -> Prediction:
        """Predict one picture, with the calibration of its input kind."""
        started = time.perf_counter()
        answers = self.predict_many(picture.pixels[None], picture.kind)
        return Prediction(
            probabilities=answers.probabilities[0],
            familiarity=float(answers.familiarity[0]),
            known=bool(answers.known[0]),
            milliseconds=(time.perf_counter() - started) * 1000,
            threshold=self._calibrations[picture.kind].threshold,
            input_kind=picture.kind,
        )

    def predict_many(
        self, images: npt.NDArray[np.uint8], kind: InputKind = InputKind.PIXELS
    ) -> Predictions:
        """Predict uint8 (n, 28, 28), ink bright on black, of one input kind."""
        logits, embedding = self.logits(images, kind)
        own = self._calibrations[kind]
        score = familiarity_score(logits, own.temperature, own.score)
        familiarity = familiarity_of(score, self._scales[kind])
        return Predictions(
            probabilities=softmax(logits, own.temperature).astype(np.float32, copy=False),
            familiarity=familiarity,
            known=familiarity >= own.threshold,
            embedding=embedding.astype(np.float32, copy=False),
        )

    def logits(
        self, images: npt.NDArray[np.uint8], kind: InputKind = InputKind.PIXELS
    ) -> tuple[Floats, Floats]:
        """Run the network on uint8 (n, 28, 28): logits (n, 10) and embedding (n, d)."""
        run = run_with_flip if self._calibrations[kind].flip_tta else run_network
        return run(self._session, images)
