"""Balanced accuracy on a folder of labelled photos or drawings; baseline: plain preparation."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks.harness.figure import Figure, NotMeasurable
from core.errors import BadPicture
from core.input_kind import AUTO, InputKind
from core.pictures import Preparation, Switches, prepare, prepare_drawing
from core.pictures.stages import ALL_ON
from core.pictures.strokes import draw_strokes, read_strokes
from core.predictor import Predictor
from core.settings import Settings
from core.workflows.photos.ablation import ALL_OFF
from core.workflows.photos.score import NAMES, list_groups
from core.workflows.predict.files import STROKES

MIN = 0.65
TARGET = f"≥ {MIN}"
FOLDER = "FITTING_ROOM_PHOTOS"
MISSING = (
    f"Set {FOLDER} to a folder with one subfolder per label (t-shirt, pants, dress …), or with one "
    ".ndjson file of strokes per label. The repository contains no photos."
)
UNFILLED = Switches(fill=False)
DRAWS, SEED = 2000, 0  # of the bootstrap


@dataclass(frozen=True, eq=False)
class Judged:
    """Which pictures of one label are right, bool (n,), for the product and the baseline."""

    label: str
    ours: npt.NDArray[np.bool_]
    plain: npt.NDArray[np.bool_]


def measure() -> dict[str, Any]:
    """Answer every picture of the mapped labels with the product and with the baseline."""
    folder = os.environ.get(FOLDER)
    if not folder:
        raise NotMeasurable(MISSING)
    predictor = Predictor.load(Settings.from_environment().shipped_champion)
    groups = [(name, paths) for name, paths in list_groups(Path(folder), NAMES) if NAMES[name]]
    if not groups:
        raise NotMeasurable(f"No label in {folder} maps to one of the ten classes.")
    drawings = all(path.suffix == STROKES for _, paths in groups for path in paths)
    return figure([judge(name, paths, predictor) for name, paths in groups], drawings).as_line()


def judge(label: str, paths: list[Path], predictor: Predictor) -> Judged:
    """Answer the files of one label. A refused picture counts as wrong."""
    pairs = [pair for path in paths for pair in right_or_wrong(path, label, predictor)]
    table = np.array(pairs, bool).reshape(-1, 2)
    return Judged(label, table[:, 0], table[:, 1])


def right_or_wrong(path: Path, label: str, predictor: Predictor) -> list[tuple[bool, bool]]:
    """Return for each picture of a file whether the product and the baseline are right."""
    if path.suffix == STROKES:
        lines = path.read_text("utf-8").splitlines()
        return [
            (
                _right(_drawing(line, ALL_ON), label, predictor),
                _right(_drawing(line, UNFILLED), label, predictor),
            )
            for line in lines
        ]
    content = path.read_bytes()
    ours, plain = _photo(content, AUTO, ALL_ON), _photo(content, InputKind.PHOTO, ALL_OFF)
    return [(_right(ours, label, predictor), _right(plain, label, predictor))]


def _right(preparation: Preparation | None, label: str, predictor: Predictor) -> bool:
    if preparation is None:
        return False
    return predictor.predict(preparation).label in NAMES[label]


def _photo(content: bytes, kind: str, switches: Switches) -> Preparation | None:
    try:
        return prepare(content, kind, switches)
    except BadPicture:
        return None


def _drawing(line: str, switches: Switches) -> Preparation | None:
    try:
        return prepare_drawing(draw_strokes(read_strokes(line)), switches)
    except BadPicture:
        return None


def figure(judged: list[Judged], drawings: bool) -> Figure:
    ours = [one.ours for one in judged]
    plain = [one.plain for one in judged]
    value, baseline = balanced(ours), balanced(plain)
    kind, plainest = ("drawings", "centred, not filled") if drawings else ("photos", "plain resize")
    return Figure(
        benchmark="photos",
        value=value,
        unit="balanced accuracy",
        baseline=baseline,
        ratio=value / baseline if baseline else None,
        target=TARGET,
        met=value >= MIN,
        data=f"{sum(map(len, ours))} {kind}, {len(judged)} labels; baseline: {plainest}",
        extra={
            "interval_95": interval(ours),
            "baseline_interval_95": interval(plain),
            "per_label": {one.label: round(float(one.ours.mean()), 3) for one in judged},
        },
    )


def balanced(right: list[npt.NDArray[np.bool_]]) -> float:
    """Return the mean over labels of the share of right answers."""
    return float(np.mean([one.mean() for one in right]))


def interval(right: list[npt.NDArray[np.bool_]]) -> list[float]:
    """Return the 95 % bootstrap interval of the balanced accuracy, drawn within each label."""
    random = np.random.default_rng(SEED)
    shares = [random.choice(one, (DRAWS, len(one))).mean(axis=1) for one in right]
    low, high = np.percentile(np.mean(shares, axis=0), [2.5, 97.5])
    return [float(low), float(high)]
