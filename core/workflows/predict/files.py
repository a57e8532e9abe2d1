"""Files in, answers out: photos, drawings, and files of strokes."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from core.errors import BadPicture, FittingRoomError
from core.pictures import Preparation, prepare, prepare_drawing
from core.pictures.decode import MOST_BYTES
from core.pictures.strokes import draw_strokes, numbered_lines, read_strokes
from core.predictor import Prediction, Predictor
from core.registry import Registry

STROKES = ".ndjson"


@dataclass(frozen=True, eq=False)
class Answer:
    """What came of one file, or of one line of a file of strokes. Either error or the rest."""

    file: str
    error: str = ""
    preparation: Preparation | None = None
    prediction: Prediction | None = None

    def as_line(self) -> dict[str, Any]:
        """Lay the answer out in the command line's form."""
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
            "ms": round(self.preparation.milliseconds + found.milliseconds, 2),
        }

    def in_words(self) -> str:
        """Say the answer in a line for a person."""
        if self.prediction is None:
            return f"{self.file}: {self.error}"
        found = self.prediction
        guess = f"{found.label} ({found.probability:.0%})"
        return f"{self.file}: {guess if found.known else f'I don’t know; nearest is {guess}'}"


def load_predictor(registry: Registry, model: str) -> Predictor:
    """Load a model by alias or version. Raises ModelUnavailable."""
    return Predictor.load(registry.get(model).folder)


def answer_files(paths: list[Path], kind: str, predictor: Predictor) -> Iterator[Answer]:
    """Answer for each file in turn; one that fails carries its error, the others still answer."""
    for path in paths:
        if path.suffix.lower() == STROKES:
            yield from _answer_strokes(path, predictor)
        else:
            yield answer_one(str(path), partial(_prepare_file, path, kind), predictor)


def _answer_strokes(path: Path, predictor: Predictor) -> Iterator[Answer]:
    try:
        drawings = numbered_lines(_read(path))
    except BadPicture as error:
        yield Answer(str(path), str(error))
        return
    for number, line in drawings:
        yield answer_one(f"{path}:{number}", partial(prepare_strokes, line), predictor)


def answer_one(file: str, prepare_it: Callable[[], Preparation], predictor: Predictor) -> Answer:
    """Prepare one picture and answer for it; what was wrong with it becomes the answer's error."""
    try:
        preparation = prepare_it()
    except FittingRoomError as error:
        return Answer(file, str(error))
    return Answer(file, "", preparation, answer_for(preparation, predictor))


def answer_for(preparation: Preparation, predictor: Predictor) -> Prediction:
    """Answer for a prepared picture, with the doubts of the road that it came by."""
    return predictor.predict(preparation.pixels, preparation.kind)


def _prepare_file(path: Path, kind: str) -> Preparation:
    return prepare(_read(path), kind, name=path.name)


def prepare_strokes(line: str) -> Preparation:
    """Make one line of a file of strokes ready for the model. Raises BadPicture."""
    return prepare_drawing(draw_strokes(read_strokes(line)))


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            content = stream.read(MOST_BYTES + 1)  # a device may have no size and no end
    except FileNotFoundError as error:
        raise BadPicture("There is no such file.") from error
    except OSError as error:
        raise BadPicture(f"The file cannot be read: {error.strerror}.") from error
    if len(content) > MOST_BYTES:
        raise BadPicture(f"The file has more than {MOST_BYTES // 10**6} MB. Save it smaller.")
    return content
