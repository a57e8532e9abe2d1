"""Which pictures to show, and in which order."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from core.data.versions.pictures import Part
from core.workflows.data.table import PictureTable
from core.workflows.predict.answers import AllAnswers


class Verdict(StrEnum):
    """How the model's answer compares with the label."""

    ANY = "any"
    RIGHT = "right"
    WRONG = "wrong"


class Order(StrEnum):
    """What to sort by."""

    NUMBER = "number"
    PROBABILITY = "probability"  # the model's, of its answer
    LABEL_PROBABILITY = "label_probability"  # the model's, of the picture's label
    QUALITY = "quality"
    BRIGHTNESS = "brightness"
    INK = "ink"


NEEDS_ANSWERS = frozenset({Order.PROBABILITY, Order.LABEL_PROBABILITY})
FULL = (0.0, 1.0)


@dataclass(frozen=True)
class Query:
    """A filter and an order; an empty field matches all. Ranges are closed, 0-1.

    `like` is the number of a picture: then the order is by likeness to it.
    """

    parts: tuple[Part, ...] = ()
    labels: tuple[int, ...] = ()
    predicted: tuple[int, ...] = ()
    verdict: Verdict = Verdict.ANY
    probability: tuple[float, float] = FULL
    brightness: tuple[float, float] = FULL
    ink: tuple[float, float] = FULL
    tags: tuple[str, ...] = ()
    like: int | None = None
    order: Order = Order.NUMBER
    descending: bool = False


@dataclass(frozen=True, eq=False)
class Sources:
    """What a query reads beside the table: the model's answers, and the pictures of each tag."""

    answers: AllAnswers | None = None
    tags: Mapping[str, frozenset[int]] = field(default_factory=dict)


def select(table: PictureTable, query: Query, sources: Sources) -> NDArray[np.intp]:
    """Return the numbers of the pictures that match, in order.

    Without the answers of a model, what a query asks of them is left out. A tag that does not exist
    has no pictures.
    """
    chosen = np.flatnonzero(_matching(table, query, sources))
    if query.like is not None and query.like < len(table):
        return _by_likeness(table, query.like, chosen, sources.answers)
    values = _values(table, query.order, sources.answers)[chosen]
    missing = np.isnan(values)
    signed = np.where(missing, 0.0, -values if query.descending else values)
    return chosen[np.lexsort((chosen, signed, missing))]  # what is not known comes last


def _matching(table: PictureTable, query: Query, sources: Sources) -> NDArray[np.bool_]:
    pictures, answers = table.pictures, sources.answers
    match = ~pictures.excluded
    if query.parts:
        match &= np.isin(pictures.parts, [int(part) for part in query.parts])
    if query.labels:
        match &= np.isin(pictures.labels, query.labels)
    if query.tags:
        match &= _tagged(len(table), query, sources)
    for limits, column in ((query.brightness, "brightness"), (query.ink, "ink")):
        if limits != FULL:
            match &= _within(getattr(table, column), limits)
    return match if answers is None else match & _answered(table, query, answers)


def _answered(table: PictureTable, query: Query, answers: AllAnswers) -> NDArray[np.bool_]:
    match = np.ones(len(table), bool)
    if query.predicted:
        match &= np.isin(answers.predicted, query.predicted)
    if query.verdict is not Verdict.ANY:
        right = answers.predicted == table.pictures.labels
        match &= right if query.verdict is Verdict.RIGHT else ~right
    if query.probability != FULL:
        match &= _within(answers.probabilities.max(axis=1), query.probability)
    return match


def _within(values: NDArray[np.float32], limits: tuple[float, float]) -> NDArray[np.bool_]:
    low, high = limits
    inside: NDArray[np.bool_] = (values >= low) & (values <= high)
    return inside


def _tagged(count: int, query: Query, sources: Sources) -> NDArray[np.bool_]:
    numbers = frozenset[int]().union(*(sources.tags.get(tag, ()) for tag in query.tags))
    tagged = np.zeros(count, bool)
    tagged[[number for number in numbers if 0 <= number < count]] = True
    return tagged


def _values(
    table: PictureTable, order: Order, answers: AllAnswers | None
) -> NDArray[np.floating] | NDArray[np.intp]:
    if order is Order.QUALITY:
        return table.quality
    if order is Order.BRIGHTNESS:
        return table.brightness
    if order is Order.INK:
        return table.ink
    if order in NEEDS_ANSWERS and answers is not None:
        if order is Order.PROBABILITY:
            return np.asarray(answers.probabilities.max(axis=1))
        return answers.probabilities[np.arange(len(table)), table.pictures.labels]
    return np.arange(len(table))


def _by_likeness(
    table: PictureTable, like: int, chosen: NDArray[np.intp], answers: AllAnswers | None
) -> NDArray[np.intp]:
    """Order pictures by distance to one: of the model's embedding, or else of the pixels."""
    vectors = vectors_of(table, answers)
    distance = squared_distances(vectors, like, chosen)
    return chosen[np.lexsort((chosen, distance))]


def vectors_of(table: PictureTable, answers: AllAnswers | None) -> NDArray[np.generic]:
    """Return the model's embedding of the pictures (n, d), or their pixels without answers."""
    if answers is None:
        return table.pictures.images.reshape(len(table), -1)
    return answers.embedding


def squared_distances(
    vectors: NDArray[np.generic], one: int, others: NDArray[np.intp], at_once: int = 4000
) -> NDArray[np.float32]:
    """Return the squared distance, float32 (m,), of some rows of (n, d) to one row."""
    centre = vectors[one].astype(np.float32)
    parts = [
        ((vectors[others[start : start + at_once]].astype(np.float32) - centre) ** 2).sum(axis=1)
        for start in range(0, len(others), at_once)
    ]
    return np.concatenate(parts) if parts else np.zeros(0, np.float32)
