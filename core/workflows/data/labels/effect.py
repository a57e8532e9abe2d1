"""What corrected labels changed: two models under the old and under the new labels."""

from contextlib import suppress
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.data.classes import CLASS_NAMES
from core.data.versions.original import NAME as ORIGINAL
from core.data.versions.pictures import Part, Pictures
from core.data.versions.store import Versions
from core.errors import ModelUnavailable
from core.evaluation.paired import Difference, difference
from core.interval import Interval, wilson
from core.predictor import Predictor
from core.registry import ModelVersion, Registry
from core.settings import Settings
from core.workflows.predict.answers import AnswerStore

Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Row:
    """Two models on the same n pictures: of one class, or of all if `label` is None."""

    label: int | None
    n: int
    before: Interval
    after: Interval
    difference: Difference  # after minus before


@dataclass(frozen=True)
class UnderLabels:
    """The accuracy on one split by the labels of one dataset version, in total and by class."""

    data: str
    total: Row
    classes: tuple[Row, ...]


@dataclass(frozen=True)
class Effect:
    """A model trained on corrected labels beside another one.

    `changed` counts the pictures of the split that the version relabels or excludes; if it is 0,
    both labels are the same. `comparable` is whether both had the same recipe and seed, so that
    they differ by their labels alone.
    """

    before: str
    after: str
    split: Part
    changed: int
    comparable: bool
    old: UnderLabels
    new: UnderLabels


def effect(
    settings: Settings,
    before: ModelVersion,
    after: ModelVersion,
    data: str,
    split: Part = Part.TEST,
) -> Effect:
    """Compare two models by the labels of v1 and by those of a dataset version.

    Both answer the same pictures, so that the comparison is paired (McNemar 1947). The test split
    is only reported; nothing is chosen by it. Raises ModelUnavailable, DataUnavailable, BadData.
    """
    versions = Versions(settings)
    old, new = versions.pictures(ORIGINAL), versions.pictures(data)
    numbers = np.flatnonzero(old.parts == split)
    answered = [_predicted(settings, model, old, numbers) for model in (before, after)]
    changed = (old.labels[numbers] != new.labels[numbers]) | new.excluded[numbers]
    return Effect(
        before=before.name,
        after=after.name,
        split=split,
        changed=int(changed.sum()),
        comparable=_comparable(before, after),
        old=_under(ORIGINAL, old, numbers, answered),
        new=_under(data, new, numbers, answered),
    )


def baseline_for(registry: Registry, after: ModelVersion) -> ModelVersion:
    """Return the model to compare with: the newest trained alike on other data, or the champion.

    Raises ModelUnavailable.
    """
    trained_on = after.facts().dataset.name
    for one in registry.versions():
        with suppress(ModelUnavailable):  # a damaged model is not compared with
            if _comparable(one, after) and one.facts().dataset.name != trained_on:
                return one
    return registry.champion()


def _comparable(one: ModelVersion, other: ModelVersion) -> bool:
    """Return whether two models differ by nothing but what they were trained on."""
    first, second = one.facts(), other.facts()
    return {**first.config, "data": ""} == {**second.config, "data": ""}


def _predicted(
    settings: Settings, model: ModelVersion, pictures: Pictures, numbers: NDArray[np.intp]
) -> NDArray[np.uint8]:
    answers = AnswerStore(settings).load(model.folder, pictures)
    if answers is not None:
        return answers.predicted[numbers]
    found = Predictor.load(model.folder).predict_many(pictures.images[numbers])
    best: NDArray[np.uint8] = found.probabilities.argmax(axis=1).astype(np.uint8)
    return best


def _under(
    data: str, pictures: Pictures, numbers: NDArray[np.intp], answered: list[NDArray[np.uint8]]
) -> UnderLabels:
    there = ~pictures.excluded[numbers]
    labels = pictures.labels[numbers][there]
    before, after = (one[there] == labels for one in answered)
    classes = []
    for label in range(len(CLASS_NAMES)):
        here = labels == label
        classes.append(_row(label, before[here], after[here], len(CLASS_NAMES)))
    return UnderLabels(data, _row(None, before, after, 1), tuple(classes))


def _row(label: int | None, before: Flags, after: Flags, questions: int) -> Row:
    """Compare as one group: with labels, `difference` would be that of balanced accuracies."""
    n, one_group = len(before), np.zeros(len(before), np.uint8)
    return Row(
        label=label,
        n=n,
        before=wilson(int(before.sum()), n),
        after=wilson(int(after.sum()), n),
        difference=difference(after, before, one_group, questions),
    )
