"""Accuracy on photos after fine-tuning with half of a labelled folder, measured on the other half.

This runs the product's own code: the photos go into a wardrobe, which holds out half of each label,
and the champion is fine-tuned by the function behind the button. A label that several classes count
as right for (shoes) is trained as the one that the champion finds most likely.
"""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.accuracy.photos import FOLDER, MISSING, balanced, interval
from benchmarks.harness.figure import Figure, NotMeasurable
from core.data import CLASS_NAMES
from core.data.user_pictures.wardrobe import Item, StoredPicture, Wardrobe
from core.errors import BadPicture
from core.input_kind import InputKind
from core.pictures import prepare
from core.predictor import Predictor
from core.registry import Registry
from core.settings import Settings
from core.workflows.context import Silent
from core.workflows.home import prepare_home
from core.workflows.photos.score import NAMES, list_groups
from core.workflows.predict.files import STROKES
from core.workflows.train.finetune import finetune_champion
from core.workflows.train.finetuning_result import FineTuningResult
from tools.app_server import temporary_home

MIN, MAX_LOSS = 0.75, 0.005
TARGET = f"≥ {MIN} on the other half, ≤ {MAX_LOSS:.1%} lost on the test split"
SEEDS = 3


def measure() -> dict[str, Any]:
    """Fine-tune with several seeds; report their mean."""
    folder = os.environ.get(FOLDER)
    if not folder:
        raise NotMeasurable(MISSING)
    with temporary_home() as home:
        settings = Settings(home=home)
        registry = Registry(settings)
        prepare_home(settings, registry)
        predictor = Predictor.load(registry.champion().folder)
        labels = fill(Wardrobe(settings), Path(folder), predictor)
        holdout = [one for one in Wardrobe(settings).items() if one.holdout]
        before = right(predictor, holdout, labels)
        results = [finetune_champion(settings, registry, seed, Silent()) for seed in range(SEEDS)]
        models = [Predictor.load(registry.get(result.name).folder) for result in results]
        after = [right(model, holdout, labels) for model in models]
    return figure(before, after, results).as_line()


def fill(wardrobe: Wardrobe, folder: Path, predictor: Predictor) -> dict[str, str]:
    """Add every photo with a mapped label to the wardrobe; return the labels by id."""
    labels: dict[str, str] = {}
    for label, paths in list_groups(folder, NAMES):
        for path in sorted(paths) if NAMES[label] else ():
            if path.suffix != STROKES and (item := _item(path, label, predictor)):
                labels[wardrobe.add(item)] = label
    if not labels:
        raise NotMeasurable(f"No photo in {folder} has a label that maps to one of the classes.")
    return labels


def _item(path: Path, label: str, predictor: Predictor) -> Item | None:
    """Prepare one photo; return None if it is refused."""
    try:
        made = prepare(path.read_bytes(), InputKind.PHOTO, name=path.name)
    except BadPicture:
        return None
    accepted = [CLASS_NAMES.index(name) for name in NAMES[label]]
    likeliest = int(predictor.predict(made).probabilities[accepted].argmax())
    return Item(made.pixels, accepted[likeliest], made.stages[0].picture, made.kind, path.name)


def right(
    predictor: Predictor, items: Sequence[StoredPicture], labels: dict[str, str]
) -> list[np.ndarray]:
    """Return for each label, in order, which of its items are right: bool (n,)."""
    images = np.stack([one.pixels for one in items])
    answers = predictor.predict_many(images).probabilities.argmax(axis=1)
    hits = np.array(
        [
            CLASS_NAMES[int(answer)] in NAMES[labels[one.id]]
            for one, answer in zip(items, answers, strict=True)
        ]
    )
    own = np.array([labels[one.id] for one in items])
    return [hits[own == label] for label in sorted(set(labels.values()))]


def figure(
    before: list[np.ndarray],
    after: list[list[np.ndarray]],
    results: Sequence[FineTuningResult],
) -> Figure:
    value, baseline = float(np.mean([balanced(one) for one in after])), balanced(before)
    loss = float(np.mean([_loss(result, "test") for result in results]))
    learned, measured = results[0].trained_on, sum(map(len, before))
    return Figure(
        benchmark="finetuning",
        value=value,
        unit="balanced accuracy",
        baseline=baseline,
        ratio=value / baseline if baseline else None,
        target=TARGET,
        met=value >= MIN and loss <= MAX_LOSS,
        data=f"fine-tuned with {learned} photos, measured on {measured} others, {len(after)} seeds",
        extra={
            "interval_95": interval([np.mean(label, axis=0) for label in zip(*after, strict=True)]),
            "baseline_interval_95": interval(before),
            "by_seed": [balanced(one) for one in after],
            "lost_on_test": loss,
            "lost_on_validation": float(np.mean([_loss(one, "validation") for one in results])),
            "interpolation_weights": [result.interpolation_weight for result in results],
        },
    )


def _loss(result: FineTuningResult, split: str) -> float:
    """Return the accuracy lost by fine-tuning on a split, 0-1; negative for a gain."""
    compared = result.on(split)
    assert compared.before is not None
    assert compared.after is not None
    return compared.before.accuracy - compared.after.accuracy
