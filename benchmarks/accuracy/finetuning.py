"""Photos right after the champion was taught half of a labelled folder, measured on the other half.

The road is the product's own: the photos go into a wardrobe, which holds half of each label back,
and the champion is taught by the verb behind the button. A label that several classes count as
right for (shoes) is taught as the one of them that the champion believes most.
"""

import os
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.accuracy.photos import FOLDER, MISSING, balanced, interval
from benchmarks.harness.figure import Figure, NotMeasurable
from benchmarks.harness.serve import home
from core.data import CLASS_NAMES
from core.data.user_pictures.wardrobe import Item, Kept, Wardrobe
from core.errors import BadPicture
from core.pictures import prepare
from core.predictor import Predictor
from core.registry import Registry
from core.settings import Settings
from core.workflows.context import Silent
from core.workflows.home import prepare_home
from core.workflows.photos.score import NAMES, list_groups
from core.workflows.predict.files import STROKES
from core.workflows.train.finetune import teach

LEAST, MOST_LOST = 0.75, 0.005
TARGET = f"≥ {LEAST} on the other half, ≤ {MOST_LOST:.1%} lost on the test split"
SEEDS = 3


def measure() -> dict[str, Any]:
    """Teach from several seeds; report their mean."""
    folder = os.environ.get(FOLDER)
    if not folder:
        raise NotMeasurable(MISSING)
    with home() as place:
        settings = Settings(home=place)
        registry = Registry(settings)
        prepare_home(settings, registry)
        predictor = Predictor.load(registry.champion().folder)
        labels = fill(Wardrobe(settings), Path(folder), predictor)
        held_back = [one for one in Wardrobe(settings).items() if one.held_back]
        before = right(predictor, held_back, labels)
        results = [teach(settings, registry, seed, Silent()) for seed in range(SEEDS)]
        models = [Predictor.load(registry.get(result["name"]).folder) for result in results]
        after = [right(model, held_back, labels) for model in models]
    return figure(before, after, results).as_line()


def fill(wardrobe: Wardrobe, folder: Path, predictor: Predictor) -> dict[str, str]:
    """Put every photo of a mapped label into the wardrobe; return the label of each id."""
    labels: dict[str, str] = {}
    for label, paths in list_groups(folder, NAMES):
        for path in sorted(paths) if NAMES[label] else ():
            if path.suffix != STROKES and (item := _item(path, label, predictor)):
                labels[wardrobe.add(item)] = label
    if not labels:
        raise NotMeasurable(f"No photo in {folder} has a label that maps to one of the classes.")
    return labels


def _item(path: Path, label: str, predictor: Predictor) -> Item | None:
    """Prepare one photo; None where it is refused."""
    try:
        made = prepare(path.read_bytes(), "photo", name=path.name)
    except BadPicture:
        return None
    allowed = [CLASS_NAMES.index(name) for name in NAMES[label]]
    believed = predictor.predict(made.pixels).probabilities[allowed]
    taught = allowed[int(believed.argmax())]
    return Item(made.pixels, taught, made.stages[0].picture, "photo", path.name)


def right(predictor: Predictor, items: list[Kept], labels: dict[str, str]) -> list[np.ndarray]:
    """Tell for the items of each label, in turn, which are answered right: bool (n,) each."""
    answers = predictor.batch(np.stack([one.pixels for one in items])).probabilities.argmax(axis=1)
    hits = [
        CLASS_NAMES[int(answer)] in NAMES[labels[one.id]]
        for one, answer in zip(items, answers, strict=True)
    ]
    ofs = np.array([labels[one.id] for one in items])
    return [np.array(hits)[ofs == label] for label in sorted(set(labels.values()))]


def figure(
    before: list[np.ndarray], after: list[list[np.ndarray]], results: list[dict[str, Any]]
) -> Figure:
    value, baseline = float(np.mean([balanced(one) for one in after])), balanced(before)
    lost = float(np.mean([_lost(result, "test") for result in results]))
    counted = sum(map(len, before))
    return Figure(
        benchmark="teaching",
        value=value,
        unit="balanced accuracy",
        baseline=baseline,
        ratio=value / baseline if baseline else None,
        target=TARGET,
        met=value >= LEAST and lost <= MOST_LOST,
        data=f"{results[0]['taught']} photos taught, {counted} others measured, {len(after)} seeds",
        extra={
            "interval_95": interval([np.mean(label, axis=0) for label in zip(*after, strict=True)]),
            "baseline_interval_95": interval(before),
            "by_seed": [balanced(one) for one in after],
            "lost_on_test": lost,
            "lost_on_validation": float(np.mean([_lost(one, "validation") for one in results])),
            "share_taken_over": [result["share"] for result in results],
        },
    )


def _lost(result: dict[str, Any], split: str) -> float:
    """Return the accuracy that a teaching cost, 0-1; below nothing where it gained."""
    return float(result["before"][split]["accuracy"] - result["after"][split]["accuracy"])
