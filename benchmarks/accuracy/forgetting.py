"""The largest loss of any other class after fine-tuning with ten photos of one class.

The champion is fine-tuned with ten photos of one label, by the function behind the page's button,
separately for three labels. The test split shows the loss of the nine other classes, held-out
photos that of the other labels.
"""

import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.accuracy.finetuning import fill, right
from benchmarks.accuracy.photos import FOLDER, MISSING, balanced
from benchmarks.harness.figure import Figure, NotMeasurable
from core.data import CLASS_NAMES
from core.data.user_pictures.wardrobe import Wardrobe
from core.predictor import Predictor
from core.registry import Registry
from core.settings import Settings
from core.workflows.context import Silent
from core.workflows.home import prepare_home
from core.workflows.photos.score import NAMES
from core.workflows.train.finetune import finetune_champion
from core.workflows.train.finetuning_result import FineTuningResult
from tools.app_server import temporary_home

LABELS, PHOTOS = ("longsleeve", "outwear", "dress"), 10
MAX_LOSS = 0.02  # of another class's test pictures: two in a hundred
TARGET = f"no other class loses more than {MAX_LOSS:.0%} of the test split"


@dataclass(frozen=True)
class Forgetting:
    """Gains and losses of fine-tuning with ten photos of one label, as shares 0-1.

    `own_photos` and `other_photos` are the accuracy on held-out photos, before and after.
    """

    label: str
    largest_loss: float
    largest_loss_of: str  # the other class that lost most on the test split
    gained_on_test: float  # by the label's own class
    own_photos: tuple[float, ...]
    other_photos: tuple[float, ...]
    interpolation_weight: float


def measure() -> dict[str, Any]:
    folder = os.environ.get(FOLDER)
    if not folder:
        raise NotMeasurable(MISSING)
    return figure([_fine_tuned(Path(folder), label) for label in LABELS]).as_line()


def _fine_tuned(folder: Path, label: str) -> Forgetting:
    """Fine-tune with ten photos of one label; return the effect on its own and other classes."""
    with temporary_home() as home:
        settings = Settings(home=home)
        registry = Registry(settings)
        prepare_home(settings, registry)
        before = Predictor.load(registry.champion().folder)
        wardrobe = Wardrobe(settings)
        labels = fill(wardrobe, folder, before)
        holdout = [one for one in wardrobe.items() if one.holdout]
        wardrobe.delete(*_surplus(wardrobe, labels, label))
        result = finetune_champion(settings, registry, 0, Silent())
        after = Predictor.load(registry.get(result.name).folder)
        names = sorted(set(labels.values()))
        hits = [right(one, holdout, labels) for one in (before, after)]
        return compared(label, result, [dict(zip(names, one, strict=True)) for one in hits])


def _surplus(wardrobe: Wardrobe, labels: dict[str, str], label: str) -> list[str]:
    """Return the ids to delete so that only ten photos of the label are trained on."""
    train = [one.id for one in wardrobe.items() if not one.holdout]
    chosen = [one for one in train if labels[one] == label][:PHOTOS]
    return [one for one in train if one not in chosen]


def compared(
    label: str, result: FineTuningResult, photos: Sequence[Mapping[str, np.ndarray]]
) -> Forgetting:
    """Compare before and after: classes of the test split, labels of the photos.

    `photos` holds, before and after, for each label which photos are right: bool (n,).
    """
    (own_class,) = NAMES[label]
    test = result.on("test")
    assert test.before is not None
    assert test.after is not None
    before, after = test.before.per_class, test.after.per_class
    losses = {name: before[str(i)] - after[str(i)] for i, name in enumerate(CLASS_NAMES)}
    own_loss = losses.pop(own_class)
    largest = max(losses, key=lambda name: losses[name])
    return Forgetting(
        label=label,
        largest_loss=losses[largest],
        largest_loss_of=largest,
        gained_on_test=-own_loss,
        own_photos=tuple(float(hits[label].mean()) for hits in photos),
        other_photos=tuple(
            balanced([own for name, own in hits.items() if name != label]) for hits in photos
        ),
        interpolation_weight=result.interpolation_weight,
    )


def figure(found: Sequence[Forgetting]) -> Figure:
    value = max(one.largest_loss for one in found)
    return Figure(
        benchmark="forgetting",
        value=value,
        unit="largest loss of another class on the test split",
        baseline=None,
        ratio=None,
        target=TARGET,
        met=value <= MAX_LOSS,
        data=f"fine-tuned with ten photos of {', '.join(LABELS)}, separately, one seed",
        extra={"by_label": [asdict(one) for one in found]},
    )
