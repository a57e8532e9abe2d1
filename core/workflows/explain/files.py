"""Explain a model's answers to files: photos, drawings, and files of strokes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from core.data.classes import CLASS_NAMES
from core.errors import FittingRoomError
from core.explanation import Explanation, Method, Patch, explain, smallest_patch
from core.explanation.patch import LARGEST
from core.explanation.question import HIDDEN_NAME
from core.explanation.trust.judge import Trust, judge
from core.explanation.where import where
from core.pictures.segmentation.segmenter import Segmenter, no_segmenter
from core.predictor import Predictor
from core.text import display_name, percent
from core.workflows.explain.ask import (
    class_index,
    in_words,
    predict_with,
    question_of,
    usual_question,
)
from core.workflows.predict.files import MAX_PATH, Answer, answer_files

TITLES = {
    Method.RISE: "RISE",
    Method.SURROGATE: "Linear surrogate",
    Method.OCCLUSION: "Occlusion",
}


@dataclass(frozen=True, eq=False)
class Asked:
    """What to ask of each file: class names, None for the answer itself; and a seed."""

    label: str | None = None
    against: str | None = None
    seed: int = 0


@dataclass(frozen=True, eq=False)
class ExplainedFile:
    """The explanation of one file, or of one line of a file of strokes, or `error`."""

    answer: Answer
    error: str = ""
    found: Explanation | None = None
    trust: Mapping[Method, Trust] = field(default_factory=dict)
    patch: Patch | None = None

    def as_line(self) -> dict[str, Any]:
        """Return the explanation in the command line's JSON form; maps are 28 rows of 28."""
        if self.found is None:
            return {"file": self.answer.file, "error": self.error}
        return {
            **self.answer.as_line(),
            "question": in_words(self.found.question),
            "score": round(self.found.score, 5),
            "hidden": HIDDEN_NAME,
            "seed": self.found.seed,
            "masks": self.found.masks,
            "fidelity": round(self.found.fidelity, 4),
            "methods": {str(method): self._method(method) for method in self.found.maps},
            "patch": None if self.patch is None else _patch_line(self.patch),
        }

    def _method(self, method: Method) -> dict[str, Any]:
        assert self.found is not None
        trust = self.trust[method]
        measured = trust.measured
        return {
            "verdict": str(trust.verdict.level),
            "sentence": trust.verdict.sentence,
            "area": round(measured.area, 5),
            "random_area": round(measured.random_area, 5),
            "edge_area": round(measured.edge_area, 5),
            "copy_area": round(measured.copy_area, 5),
            "across_seeds": measured.across_seeds,
            "with_others": measured.with_others,
            "map": np.round(self.found.maps[method], 5).tolist(),
        }

    def in_words(self) -> tuple[str, ...]:
        """Return lines for people: the answer, a line for each method, and the smallest patch."""
        if self.found is None:
            return (f"{display_name(self.answer.file, MAX_PATH)}: {self.error}",)
        methods = (
            f"  {TITLES[method]}: {where(each)}. {self.trust[method].verdict.sentence}"
            for method, each in self.found.maps.items()
        )
        asked = f"  {in_words(self.found.question)} Score {self.found.score:.2f}."
        return (self.answer.in_words(), asked, *methods, f"  {patch_in_words(self.patch)}")


def explain_files(
    paths: list[Path],
    predictor: Predictor,
    asked: Asked,
    segmenter: Segmenter = no_segmenter,
    kind: str = "auto",
) -> Iterator[ExplainedFile]:
    """Explain each file in turn; one that fails carries its error and does not stop the others.

    Raises UnknownClass before the first file if what is asked names no class.
    """
    for name in (asked.label, asked.against):
        if name is not None:
            class_index(name)
    for answer in answer_files(paths, kind, predictor, segmenter):
        yield _explained(answer, predictor, asked)


def _explained(answer: Answer, predictor: Predictor, asked: Asked) -> ExplainedFile:
    made, found = answer.preparation, answer.prediction
    if made is None or found is None:
        return ExplainedFile(answer, answer.error)
    predict = predict_with(predictor, made.kind)
    try:
        usual = usual_question(found.probabilities)
        question = question_of(usual, asked.label, asked.against)
        explained = explain(made.pixels, predict, question, asked.seed)
        patch = smallest_patch(made.pixels, predict)
        return ExplainedFile(answer, "", explained, judge(explained, predict), patch)
    except FittingRoomError as error:
        return ExplainedFile(answer, str(error))


def patch_in_words(patch: Patch | None) -> str:
    """Return what hiding the smallest patch does."""
    if patch is None:
        return f"No square of up to {LARGEST}×{LARGEST} pixels changes the answer when hidden."
    new, sure = CLASS_NAMES[patch.label], percent(patch.probability, 0)
    return (
        f"Hiding {patch.edge}×{patch.edge} pixels at row {patch.top}, column {patch.left} changes "
        f"the answer to {new} ({sure})."
    )


def _patch_line(patch: Patch) -> dict[str, Any]:
    return {
        "top": patch.top,
        "left": patch.left,
        "edge": patch.edge,
        "label": CLASS_NAMES[patch.label],
        "probability": round(patch.probability, 4),
    }
