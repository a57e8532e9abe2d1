"""One finished training as the registry remembers it."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

LONGEST_TAG, MOST_TAGS = 60, 30  # characters; together well below what MLflow keeps in one value
LONGEST_NOTE = 5000  # characters, MLflow's own limit

Epoch = Mapping[str, float]  # epoch (from 1), loss, accuracy, validation_loss, …


@dataclass(frozen=True)
class Run:
    """A training that ended with a model. It is read from the record: its files may be gone."""

    id: str
    name: str
    started: float  # seconds since the epoch
    seconds: float  # of fitting
    parameters: Mapping[str, str] = field(default_factory=dict)  # as text, as MLflow keeps them
    figures: Mapping[str, float] = field(default_factory=dict)  # test_accuracy, validation_n, …
    facts: Mapping[str, str] = field(default_factory=dict)  # recipe, device, commit, …
    data: str = ""  # name of the dataset version
    data_hash: str = ""  # its beginning, as far as MLflow keeps it
    tags: tuple[str, ...] = ()  # a person's own
    note: str = ""
    version: int | None = None
    champion: bool = False  # its version is the one that answers
    deleted: bool = False

    @property
    def recipe(self) -> str:
        return self.parameters.get("recipe") or self.facts.get("recipe", "")

    @property
    def seed(self) -> int | None:
        text = self.parameters.get("seed", "")
        return int(text) if text.isdecimal() else None

    @property
    def short_id(self) -> str:
        """Return what names it in a link."""
        return self.id[:8]

    @property
    def label(self) -> str:
        """Return a name of two or three letters where it has a version."""
        return f"v{self.version}" if self.version else self.short_id

    def scores(self, split: str) -> dict[str, float]:
        """Return the figures of one split by their plain names: accuracy, accuracy_low, n, …

        What is not a number (a training that ran away) is left out.
        """
        start = f"{split}_"
        return {
            name.removeprefix(start): value
            for name, value in self.figures.items()
            if name.startswith(start) and not math.isnan(value)
        }


def clean_tags(tags: Iterable[str]) -> tuple[str, ...]:
    """Bring tags into the form in which they are kept: no commas, no repeats, none too long."""
    found: dict[str, str] = {}
    for tag in tags:
        printable = "".join(c if c.isprintable() and c != "," else " " for c in tag)
        words = " ".join(printable.split())[:LONGEST_TAG].strip()
        if words:
            found.setdefault(words.casefold(), words)
    return tuple(found.values())[:MOST_TAGS]
