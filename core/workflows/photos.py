"""Score a folder of photos (one subfolder a label) or of stroke files (one file a label)."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from core.data import CLASS_NAMES
from core.errors import BadData
from core.evaluation.ranking import auroc
from core.predictor import Prediction, Predictor
from core.workflows.context import Context
from core.workflows.predict import STROKES, Answer, answer_files

# A folder's name -> the classes that count as right; none of them: "I don't know" is right.
Mapped = Mapping[str, tuple[str, ...]]
NAMES: Mapped = {
    "t-shirt": ("T-shirt/top",),
    "tshirt": ("T-shirt/top",),
    "pants": ("Trouser",),
    "trousers": ("Trouser",),
    "longsleeve": ("Pullover",),
    "sweater": ("Pullover",),
    "outwear": ("Coat",),
    "jacket": ("Coat",),
    "shoes": ("Sandal", "Sneaker", "Ankle boot"),
    "shoe": ("Sneaker", "Ankle boot"),
    "flip-flops": ("Sandal",),
    "purse": ("Bag",),
    "backpack": ("Bag",),
    "hat": (),
    "shorts": (),
    "skirt": (),
    "sock": (),
    **{name.lower(): (name,) for name in CLASS_NAMES},
}


@dataclass(frozen=True, eq=False)
class Judged:
    """One answer with the truth beside it, without its pictures: a folder may hold thousands.

    `prediction` is None where the file had an error, `right` where it is none of the ten.
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
    """How a model did on a folder. Shares 0-1; None where there was nothing to count."""

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
        """Lay the figures out in the command line's form."""
        names = ("n", "accuracy", "balanced_accuracy", "per_class", "coverage")
        line = {name: getattr(self, name) for name in (*names, "accuracy_when_known")}
        line["unknown_auroc"] = self.unknown_auroc
        if self.errors:
            line["errors"] = [answer.as_line() for answer in self.errors]
        return line

    def in_words(self) -> list[str]:
        """Say the figures in lines for a person."""
        lines = [f"{self.n} files, {len(self.errors)} of them unreadable."]
        figures = {
            "Right, mean over labels": self.balanced_accuracy,
            "Right": self.accuracy,
            "Known": self.coverage,
            "Right when known": self.accuracy_when_known,
        }
        lines += [f"{name}: {share:.1%}" for name, share in figures.items() if share is not None]
        lines += [f"  {name}: {share:.1%}" for name, share in self.per_class.items()]
        if self.unknown_auroc is not None:
            lines.append(f"Tells garments outside the ten apart (AUROC): {self.unknown_auroc:.2f}")
        return lines


def score_folder(
    folder: Path, mapping: Mapped, predictor: Predictor, context: Context
) -> FolderScores:
    """Answer for every file and count. Raises BadData for a folder that cannot be scored."""
    files = [(name, path) for name, paths in list_groups(folder, mapping) for path in paths]
    judged: list[Judged] = []
    errors: list[Answer] = []
    for done, (name, path) in enumerate(files, start=1):
        for answer in answer_files([path], "auto", predictor):
            judged.append(_judge(name, answer, mapping))
            errors += [answer] if answer.error else []
        context.report(done / len(files), f"Looking at {name}", {})
        if context.should_stop():
            break
    return count(judged, errors)


def list_groups(folder: Path, mapping: Mapped) -> list[tuple[str, list[Path]]]:
    """Find (label, files) in a folder; raise BadData, naming what is wrong, where there is none."""
    if not folder.is_dir():
        raise BadData(f"{folder} is not a folder.")
    groups = [(path.stem, [path]) for path in sorted(folder.glob(f"*{STROKES}"))]
    for inner in sorted(path for path in folder.iterdir() if path.is_dir()):
        files = sorted(p for p in inner.iterdir() if p.is_file() and not p.name.startswith("."))
        groups += [(inner.name, files)] if files else []
    if not groups:
        raise BadData(f"{folder} holds no subfolders with pictures. Make one subfolder a label.")
    strange = [name for name, _ in groups if name.lower() not in mapping]
    if strange:
        raise BadData(
            f"No class is known for: {', '.join(strange)}. Rename, or give --mapping a JSON file "
            'such as {"' + strange[0] + '": "Coat"}; null means none of the ten.'
        )
    return groups


def read_mapping(path: Path | None) -> Mapped:
    """Read a JSON object: folder -> class, list of classes, or null; over the known names."""
    if path is None:
        return NAMES
    try:
        given = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise BadData(f"The mapping {path} cannot be read: {error}") from error
    if not isinstance(given, dict):
        raise BadData(f'The mapping {path} must be a JSON object such as {{"hoodie": "Pullover"}}.')
    found = {name.lower(): _classes(value) for name, value in given.items()}
    wrong = {name for classes in found.values() for name in classes} - set(CLASS_NAMES)
    if wrong:
        raise BadData(f"No such class: {', '.join(sorted(wrong))}. Use {', '.join(CLASS_NAMES)}.")
    return {**NAMES, **found}


def _classes(value: object) -> tuple[str, ...]:
    if value is None:
        return ()
    return tuple(str(v) for v in value) if isinstance(value, list) else (str(value),)


def count(judged: Sequence[Judged], errors: Sequence[Answer]) -> FolderScores:
    """Turn judged answers into figures; a file that failed is wrong and not known."""
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


def _judge(folder: str, answer: Answer, mapping: Mapped) -> Judged:
    wanted = mapping[folder.lower()]
    found = answer.prediction
    right = (found is not None and found.label in wanted) if wanted else None
    return Judged(folder, answer.file, found, right)


def _share(hits: Iterable[bool | None]) -> float | None:
    counted = [bool(hit) for hit in hits]
    return float(np.mean(counted)) if counted else None


def _auroc(known: list[Judged], unknown: list[Judged]) -> float | None:
    def scores(group: list[Judged]) -> np.ndarray:
        found = (judged.prediction for judged in group)
        return np.array([one.familiarity if one else 0.0 for one in found])

    return auroc(scores(known), scores(unknown)) if known and unknown else None
