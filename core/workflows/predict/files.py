"""Run a model on files: photos, drawings, and files of strokes."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from core.errors import BadPicture, FittingRoomError
from core.pictures import Preparation, prepare, prepare_drawing
from core.pictures.decode import MAX_BYTES
from core.pictures.segmentation.segmenter import Segmenter, no_segmenter
from core.pictures.strokes import draw_strokes, numbered_lines, read_strokes
from core.predictor import Prediction, Predictor
from core.registry import Registry
from core.text import display_name, percent

STROKES = ".ndjson"
MAX_PATH = 4096  # characters of a path that are shown: all of them


@dataclass(frozen=True, eq=False)
class Answer:
    """The answer for one file, or one line of a file of strokes: either `error` or the rest."""

    file: str
    error: str = ""
    preparation: Preparation | None = None
    prediction: Prediction | None = None

    @property
    def milliseconds(self) -> float:
        """Time that preprocessing and prediction took together."""
        parts = (self.preparation, self.prediction)
        return round(sum(part.milliseconds for part in parts if part), 2)

    def as_line(self) -> dict[str, Any]:
        """Return the answer in the command line's JSON form."""
        if self.prediction is None or self.preparation is None:
            return {"file": self.file, "error": self.error}
        found = self.prediction
        return {
            "file": self.file,
            "label": found.label,
            "index": found.index,
            "probability": round(found.probability, 4),
            "known": found.known,
            "familiarity": round(found.familiarity, 4),
            "probabilities": [round(float(p), 5) for p in found.probabilities],
            "ms": self.milliseconds,
        }

    def in_words(self) -> str:
        """Return the answer as a line for people."""
        file = display_name(self.file, MAX_PATH)
        if self.prediction is None:
            return f"{file}: {self.error}"
        found = self.prediction
        best = f"{found.label} ({percent(found.probability, 0)})"
        return f"{file}: {best if found.known else f'I don’t know; nearest is {best}'}"


def load_predictor(registry: Registry, model: str) -> Predictor:
    """Load a model by alias or version. Raises ModelUnavailable."""
    return Predictor.load(registry.get(model).folder)


def answer_files(
    paths: list[Path], kind: str, predictor: Predictor, segmenter: Segmenter = no_segmenter
) -> Iterator[Answer]:
    """Answer each file in turn; one that fails carries its error and does not stop the others."""
    for path in paths:
        if path.suffix.lower() == STROKES:
            yield from _answer_strokes(path, predictor)
        else:
            prepare_it = partial(_prepare_file, path, kind, segmenter)
            yield answer_one(str(path), prepare_it, predictor)


def _answer_strokes(path: Path, predictor: Predictor) -> Iterator[Answer]:
    try:
        drawings = numbered_lines(read_file(path))
    except BadPicture as error:
        yield Answer(str(path), str(error))
        return
    for number, line in drawings:
        yield answer_one(f"{path}:{number}", partial(prepare_strokes, line), predictor)


def answer_one(file: str, prepare_it: Callable[[], Preparation], predictor: Predictor) -> Answer:
    """Preprocess and predict one picture; what is wrong with it becomes the answer's error."""
    try:
        preparation = prepare_it()
    except FittingRoomError as error:
        return Answer(file, str(error))
    return Answer(file, "", preparation, predictor.predict(preparation))


def _prepare_file(path: Path, kind: str, segmenter: Segmenter) -> Preparation:
    return prepare(read_file(path), kind, name=display_name(path.name), segmenter=segmenter)


def prepare_strokes(line: str) -> Preparation:
    """Preprocess one line of a file of strokes. Raises BadPicture."""
    return prepare_drawing(draw_strokes(read_strokes(line)))


def read_file(path: Path) -> bytes:
    """Return the bytes of a file, at most 25 MB. Raises BadPicture if that is impossible."""
    try:
        with path.open("rb") as stream:
            content = stream.read(MAX_BYTES + 1)  # a device may have no size and no end
    except FileNotFoundError as error:
        raise BadPicture("There is no such file.") from error
    except OSError as error:
        raise BadPicture(f"The file cannot be read: {error.strerror}.") from error
    if len(content) > MAX_BYTES:
        raise BadPicture(f"The file has more than {MAX_BYTES // 10**6} MB. Save it smaller.")
    return content
