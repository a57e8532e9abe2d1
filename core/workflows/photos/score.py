"""Score a model on a folder of photos (one subfolder per label) or stroke files (one per label)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from core.evaluation.ranking import auroc
from core.input_kind import AUTO
from core.pictures.segmentation.segmenter import Segmenter, no_segmenter
from core.predictor import Prediction, Predictor
from core.text import display_name, percent
from core.workflows.context import Context
from core.workflows.photos.folder import NAMES, Mapped, accepted_classes, list_groups, read_mapping
from core.workflows.predict.files import Answer, answer_files

__all__ = ["NAMES", "FolderScores", "Judged", "Mapped", "list_groups", "read_mapping"]
__all__ += ["count", "score_folder"]


@dataclass(frozen=True, eq=False)
class Judged:
    """One answer with the truth, but without its pictures: a folder may hold thousands.

    `prediction` is None if the file had an error, `right` if its label is none of the ten.
    """

    folder: str
    file: str
    prediction: Prediction | None
    right: bool | None

    @property
    def known(self) -> bool:
        return self.prediction is not None and self.prediction.known


@dataclass(frozen=True, eq=False)
class FolderScores:
    """A model's scores on a folder. Shares 0-1; None if there was nothing to count."""

    n: int
    accuracy: float | None
    balanced_accuracy: float | None
    per_class: dict[str, float]
    coverage: float | None
    accuracy_when_known: float | None
    unknown_auroc: float | None
    errors: tuple[Answer, ...]
    judged: tuple[Judged, ...]

    def as_line(self) -> dict[str, Any]:
        """Return the scores in the command line's JSON form."""
        names = ("n", "accuracy", "balanced_accuracy", "per_class", "coverage")
        line = {name: getattr(self, name) for name in (*names, "accuracy_when_known")}
        line["unknown_auroc"] = self.unknown_auroc
        if self.errors:
            line["errors"] = [answer.as_line() for answer in self.errors]
        return line

    def in_words(self) -> list[str]:
        """Return the scores as lines for people."""
        lines = [f"{self.n} files, {len(self.errors)} of them unreadable."]
        figures = {
            "Right, mean over labels": self.balanced_accuracy,
            "Right": self.accuracy,
            "Known": self.coverage,
            "Right when known": self.accuracy_when_known,
        }
        lines += [
            f"{name}: {percent(share)}" for name, share in figures.items() if share is not None
        ]
        lines += [
            f"  {display_name(name)}: {percent(share)}" for name, share in self.per_class.items()
        ]
        if self.unknown_auroc is not None:
            lines.append(f"Out-of-distribution detection (AUROC): {self.unknown_auroc:.2f}")
        return lines


def score_folder(
    folder: Path,
    mapping: Mapped,
    predictor: Predictor,
    context: Context,
    segmenter: Segmenter = no_segmenter,
) -> FolderScores:
    """Answer every file and compute scores. Raises BadData for a folder that cannot be scored."""
    files = [(name, path) for name, paths in list_groups(folder, mapping) for path in paths]
    judged: list[Judged] = []
    errors: list[Answer] = []
    for done, (name, path) in enumerate(files, start=1):
        for answer in answer_files([path], AUTO, predictor, segmenter):
            judged.append(judge(name, answer, mapping))
            errors += [answer] if answer.error else []
        context.report(done / len(files), f"Looking at {display_name(name)}")
        if context.should_stop():
            break
    return count(judged, errors)


def count(judged: Sequence[Judged], errors: Sequence[Answer]) -> FolderScores:
    """Compute scores from judged answers; a file that failed is wrong and not known."""
    mapped = [j for j in judged if j.right is not None]
    per_class = {
        name: _share(j.right for j in mapped if j.folder == name)
        for name in sorted({j.folder for j in mapped})
    }
    shares = [share for share in per_class.values() if share is not None]
    return FolderScores(
        n=len(judged),
        accuracy=_share(j.right for j in mapped),
        balanced_accuracy=float(np.mean(shares)) if shares else None,
        per_class={name: share for name, share in per_class.items() if share is not None},
        coverage=_share(j.known for j in mapped),
        accuracy_when_known=_share(j.right for j in mapped if j.known),
        unknown_auroc=_auroc(mapped, [j for j in judged if j.right is None]),
        errors=tuple(errors),
        judged=tuple(judged),
    )


def judge(folder: str, answer: Answer, mapping: Mapped) -> Judged:
    """Compare an answer with the truth."""
    accepted = accepted_classes(folder, mapping)
    found = answer.prediction
    right = (found is not None and found.label in accepted) if accepted else None
    return Judged(folder, answer.file, found, right)


def _share(hits: Iterable[bool | None]) -> float | None:
    counted = [bool(hit) for hit in hits]
    return float(np.mean(counted)) if counted else None


def _auroc(known: list[Judged], unknown: list[Judged]) -> float | None:
    def scores(group: list[Judged]) -> np.ndarray:
        found = (judged.prediction for judged in group)
        return np.array([one.familiarity if one else 0.0 for one in found])

    return auroc(scores(known), scores(unknown)) if known and unknown else None
