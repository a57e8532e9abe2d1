"""A loaded model that answers, and says when it does not know."""

import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from core.data.classes import CLASS_NAMES
from core.model_files import (
    ONNX_FILE,
    PIXELS,
    Calibration,
    Calibrations,
    read_calibrations,
    require_whole,
)
from core.predictor.familiarity import (
    Floats,
    Scale,
    familiarity_of,
    familiarity_score,
    scale_of,
    softmax,
)
from core.predictor.network import open_network, run_network, run_with_mirror

# A known picture whose best class holds less than this is shown with its rivals.
SURE_FROM = 0.7


@dataclass(frozen=True, eq=False)
class Prediction:
    """What the model thinks of one picture. probabilities (10,), familiarity 0-1.

    `needed` is the familiarity from which such pictures are known, `road` how they come to 28×28.
    """

    probabilities: npt.NDArray[np.float32]
    familiarity: float
    known: bool
    milliseconds: float
    needed: float = 0.0
    road: str = PIXELS

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
        """Class names with their probabilities, likeliest first."""
        order = np.argsort(-self.probabilities)
        return [(CLASS_NAMES[i], float(self.probabilities[i])) for i in order]


@dataclass(frozen=True, eq=False)
class Batch:
    """Answers for n pictures: (n, 10), (n,), (n,) and (n, d)."""

    probabilities: npt.NDArray[np.float32]
    familiarity: npt.NDArray[np.float32]
    known: npt.NDArray[np.bool_]
    embedding: npt.NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class _Road:
    """A calibration, its scale made once and not at every answer."""

    calibration: Calibration
    scale: Scale


class Predictor:
    """A loaded model. Safe to share between threads.

    It has a calibration for each road by which a picture comes to 28×28: what is
    strange for a picture of the dataset is usual for a photo.
    """

    def __init__(self, onnx: Path, calibrations: Calibrations) -> None:
        self._roads = {name: _Road(own, scale_of(own.knots)) for name, own in calibrations.items()}
        self._session = open_network(onnx)

    def calibration(self, road: str = PIXELS) -> Calibration:
        return self._roads[road].calibration

    @classmethod
    def load(cls, folder: Path) -> "Predictor":
        """Load a model from a folder that holds model.onnx and model.json.

        Raises ModelUnavailable where either is missing or damaged.
        """
        require_whole(folder)
        return cls(folder / ONNX_FILE, read_calibrations(folder))

    def logits(self, images: npt.NDArray[np.uint8], road: str = PIXELS) -> tuple[Floats, Floats]:
        """Run the network on uint8 (n, 28, 28): logits (n, 10) and embedding (n, d)."""
        run = run_with_mirror if self._roads[road].calibration.mirror else run_network
        return run(self._session, images)

    def batch(self, images: npt.NDArray[np.uint8], road: str = PIXELS) -> Batch:
        """Answer for uint8 (n, 28, 28), ink bright on black, that came by one road."""
        logits, embedding = self.logits(images, road)
        own, scale = self._roads[road].calibration, self._roads[road].scale
        familiarity = familiarity_of(familiarity_score(logits, own.temperature, own.score), scale)
        return Batch(
            probabilities=softmax(logits, own.temperature).astype(np.float32, copy=False),
            familiarity=familiarity,
            known=familiarity >= own.threshold,
            embedding=embedding.astype(np.float32, copy=False),
        )

    def predict(self, pixels: npt.NDArray[np.uint8], road: str = PIXELS) -> Prediction:
        """Answer for one picture, uint8 (28, 28), ink bright on black, that came by one road."""
        started = time.perf_counter()
        batch = self.batch(pixels[None], road)
        return Prediction(
            probabilities=batch.probabilities[0],
            familiarity=float(batch.familiarity[0]),
            known=bool(batch.known[0]),
            milliseconds=(time.perf_counter() - started) * 1000,
            needed=self._roads[road].calibration.threshold,
            road=road,
        )
