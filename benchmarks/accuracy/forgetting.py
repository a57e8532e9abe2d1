"""What ten more photos of one class cost the others: the largest loss of any other class.

Each of three labels is taught alone, ten photos of it, by the verb behind the page's button. The
test split says what the nine other classes lost, the other labels' photos what they lost.
"""

import os
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.accuracy.finetuning import fill, right
from benchmarks.accuracy.photos import FOLDER, MISSING, balanced
from benchmarks.harness.figure import Figure, NotMeasurable
from benchmarks.harness.serve import home
from core.data import CLASS_NAMES
from core.data.user_pictures.wardrobe import Wardrobe
from core.predictor import Predictor
from core.registry import Registry
from core.settings import Settings
from core.workflows.context import Silent
from core.workflows.home import prepare_home
from core.workflows.photos.score import NAMES
from core.workflows.train.finetune import teach

TAUGHT, PHOTOS = ("longsleeve", "outwear", "dress"), 10
MOST_LOST = 0.02  # of any other class' test pictures: two of a hundred
TARGET = f"no other class loses more than {MOST_LOST:.0%} of the test split"


def measure() -> dict[str, Any]:
    folder = os.environ.get(FOLDER)
    if not folder:
        raise NotMeasurable(MISSING)
    return figure([_taught(Path(folder), label) for label in TAUGHT]).as_line()


def _taught(folder: Path, label: str) -> dict[str, Any]:
    """Teach ten photos of one label; return what its own and the other classes gained or lost."""
    with home() as place:
        settings = Settings(home=place)
        registry = Registry(settings)
        prepare_home(settings, registry)
        before = Predictor.load(registry.champion().folder)
        wardrobe = Wardrobe(settings)
        labels = fill(wardrobe, folder, before)
        measured = [one for one in wardrobe.items() if one.held_back]
        wardrobe.delete(*_all_but(wardrobe, labels, label))
        result = teach(settings, registry, 0, Silent())
        after = Predictor.load(registry.get(result["name"]).folder)
        names = sorted(set(labels.values()))
        hits = [right(one, measured, labels) for one in (before, after)]
        return compared(label, result, [dict(zip(names, one, strict=True)) for one in hits])


def _all_but(wardrobe: Wardrobe, labels: dict[str, str], label: str) -> list[str]:
    """Return what must leave the wardrobe so that only ten photos of the label are learned from."""
    learned = [one.id for one in wardrobe.items() if not one.held_back]
    kept = [one for one in learned if labels[one] == label][:PHOTOS]
    return [one for one in learned if one not in kept]


def compared(
    label: str, result: dict[str, Any], photos: list[dict[str, np.ndarray]]
) -> dict[str, Any]:
    """Set before and after beside each other: classes of the test split, labels of the photos.

    `photos` holds before and after: for each label bool (n,), which photos are answered right.
    """
    (taught,) = NAMES[label]
    before, after = (result[when]["test"]["per_class"] for when in ("before", "after"))
    lost = {name: before[str(i)] - after[str(i)] for i, name in enumerate(CLASS_NAMES)}
    own = lost.pop(taught)
    worst = max(lost, key=lambda name: lost[name])
    return {
        "label": label,
        "lost_by_the_worst": lost[worst],
        "the_worst": worst,
        "gained_on_test": -own,
        "own_photos": [float(one[label].mean()) for one in photos],
        "other_photos": [
            balanced([hits for name, hits in one.items() if name != label]) for one in photos
        ],
        "share_taken_over": result["share"],
    }


def figure(found: list[dict[str, Any]]) -> Figure:
    value = max(one["lost_by_the_worst"] for one in found)
    return Figure(
        benchmark="ten_more",
        value=value,
        unit="largest loss of another class on the test split",
        baseline=None,
        ratio=None,
        target=TARGET,
        met=value <= MOST_LOST,
        data=f"ten photos of each of {', '.join(TAUGHT)}, taught alone, one seed",
        extra={"taught": found},
    )
