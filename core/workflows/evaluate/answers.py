"""A model's probabilities for the pictures of one split, computed once and kept."""

import hashlib
import io
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from core.data.versions.pictures import Part, Pictures
from core.files import replace_whole, writing
from core.jobs import JobStopped
from core.predictor import Predictor
from core.settings import Settings
from core.workflows.context import Context
from core.workflows.predict.answers import AnswerStore

BATCH = 500  # pictures between two reports
Probabilities = NDArray[np.float32]
_DAMAGED = (OSError, ValueError, KeyError, EOFError, BadZipFile)


class SplitAnswers:
    """The probabilities by model, pictures and split; a file each, which can be computed again.

    Where the model has answered all pictures already, those answers are taken.
    """

    def __init__(self, settings: Settings) -> None:
        self._all = AnswerStore(settings)

    def paths(self, model: Path, pictures: Pictures, part: Part) -> tuple[Path, Path]:
        """Return the files that may hold the answers of a model, given its folder: those to all
        pictures, and those to the split. Raises ModelUnavailable.
        """
        numbers = hashlib.sha256(pictures.members(part).tobytes()).hexdigest()[:8]
        suffix = f"-{part.name.lower()}-{numbers}.npz"
        return self._all.path(model, pictures), self._all.path(model, pictures, suffix)

    def load(self, model: Path, pictures: Pictures, part: Part) -> Probabilities | None:
        """Return the probabilities (n, 10) of the split's members in their order.

        None if there are none yet, or if their file is damaged.
        """
        members = pictures.members(part)
        found = self._all.load(model, pictures)
        if found is not None:
            return found.probabilities[members]
        try:
            content = io.BytesIO(self.paths(model, pictures, part)[1].read_bytes())
            with np.load(content, allow_pickle=False) as file:
                own: Probabilities = file["probabilities"]
        except _DAMAGED:
            return None
        return own if own.shape[:1] == members.shape else None

    def save(self, model: Path, pictures: Pictures, part: Part, found: Probabilities) -> None:
        """Keep probabilities (n, 10), atomically; raises HomeUnusable if that is not possible."""
        with writing(self._all.folder):
            self._all.folder.mkdir(parents=True, exist_ok=True)
            replace_whole(
                self.paths(model, pictures, part)[1],
                lambda beside: np.savez(beside, probabilities=found),
            )


def answer_split(
    model: Path, pictures: Pictures, part: Part, settings: Settings, context: Context
) -> Probabilities:
    """Return the probabilities for a split, computed and kept where that was not done before.

    Raises JobStopped if asked to stop, ModelUnavailable and HomeUnusable.
    """
    store = SplitAnswers(settings)
    kept = store.load(model, pictures, part)
    if kept is not None:
        return kept
    predictor, images = Predictor.load(model), pictures.images[pictures.members(part)]
    found = [np.empty((0, 10), np.float32)]
    for start in range(0, len(images), BATCH):
        if context.should_stop():
            raise JobStopped
        context.report(start / len(images), f"{start:,} of {len(images):,} pictures")
        found.append(predictor.predict_many(images[start : start + BATCH]).probabilities)
    answers = np.concatenate(found)
    store.save(model, pictures, part, answers)
    return answers
