"""What the address says: the data version, the filter, the order, and the opened picture."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from core.data.classes import CLASS_NAMES
from core.workflows.data.query import FULL, Order, Query, Verdict
from core.workflows.data.table import PictureTable

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)
Words = Mapping[str, Sequence[str]]
CLASSES = {name: number for number, name in enumerate(CLASS_NAMES)}
RANGES = ("probability", "brightness", "ink")


@dataclass(frozen=True)
class Read:
    """The query of an address, and a sentence about each part that could not be used."""

    query: Query
    problems: tuple[str, ...]


def to_words(query: Query, table: PictureTable) -> dict[str, list[str]]:
    """Return the address of a query on a table, without what is as usual."""
    like = query.like
    words = {
        "split": [table.splits_by_part[part] for part in query.parts],
        "class": [CLASS_NAMES[label] for label in query.labels],
        "predicted": [CLASS_NAMES[label] for label in query.predicted],
        "answer": [] if query.verdict is Verdict.ANY else [str(query.verdict)],
        "tag": list(query.tags),
        "like": [] if like is None else [table.key(like)],
        "sort": [] if query.order is Order.NUMBER else [str(query.order)],
        "descending": ["yes"] if query.descending else [],
    }
    for name in RANGES:
        low, high = getattr(query, name)
        words[name] = [] if (low, high) == FULL else [f"{low:g}-{high:g}"]
    return {name: values for name, values in words.items() if values}


def from_words(words: Words, tags: Iterable[str], table: PictureTable) -> Read:
    """Read an address: tags that exist, and pictures that the table has, are kept."""
    splits = {name: part for part, name in table.splits_by_part.items()}
    reader = _Reader(words)
    return Read(
        Query(
            parts=tuple(reader.among("split", splits)),
            labels=tuple(reader.among("class", CLASSES)),
            predicted=tuple(reader.among("predicted", CLASSES)),
            verdict=reader.one("answer", Verdict, Verdict.ANY),
            tags=tuple(reader.among("tag", {tag: tag for tag in tags})),
            like=reader.picture("like", table),
            order=reader.one("sort", Order, Order.NUMBER),
            descending="yes" in words.get("descending", ()),
            probability=reader.limits("probability"),
            brightness=reader.limits("brightness"),
            ink=reader.limits("ink"),
        ),
        tuple(reader.problems),
    )


class _Reader:
    """Reads the words of an address and collects what cannot be used."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self.problems: list[str] = []

    def among(self, name: str, allowed: Mapping[str, T]) -> list[T]:
        values = self._words.get(name, ())
        for value in values:
            if value not in allowed:
                self.problems.append(f"There is no {name} “{value}”.")
        return [allowed[value] for value in dict.fromkeys(values) if value in allowed]

    def one(self, name: str, form: type[E], default: E) -> E:
        found = self.among(name, {str(each): each for each in form})
        return found[0] if found else default

    def picture(self, name: str, table: PictureTable) -> int | None:
        return self._parsed(name, lambda text: _picture_number(text, table), None)

    def limits(self, name: str) -> tuple[float, float]:
        return self._parsed(name, _limits, FULL)

    def _parsed(self, name: str, read: Callable[[str], T], default: T) -> T:
        for text in self._words.get(name, ()):
            try:
                return read(text)
            except ValueError:
                self.problems.append(f"“{text}” is no {name}.")
        return default


def _picture_number(text: str, table: PictureTable) -> int:
    number = table.find(text)
    if number is None:
        raise ValueError(text)
    return number


def _limits(text: str) -> tuple[float, float]:
    low, high = (float(part) for part in text.split("-"))
    if not 0 <= low <= high <= 1:
        raise ValueError(text)
    return low, high
