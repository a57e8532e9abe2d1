"""One finished training as the registry records it."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from core.config_names import current_recipe
from core.interval import Interval

MAX_TAG, MAX_TAGS = 60, 30  # characters, tags; together well below MLflow's limit for a value
MAX_NOTE = 5000  # characters, below MLflow's limit for a tag


@dataclass(frozen=True)
class EpochFigures:
    """What was recorded for one epoch; None for what was not, or was not requested."""

    epoch: int  # from 1
    loss: float | None = None
    accuracy: float | None = None
    validation_loss: float | None = None
    validation_accuracy: float | None = None
    learning_rate: float | None = None
    seconds: float | None = None


@dataclass(frozen=True)
class Run:
    """A training that ended with a model, as recorded: its files may be gone."""

    id: str
    name: str
    started: float  # seconds since the epoch
    seconds: float  # spent on fitting
    parameters: Mapping[str, str] = field(default_factory=dict)  # as text, as MLflow stores them
    figures: Mapping[str, float] = field(default_factory=dict)  # test_accuracy, validation_n, …
    facts: Mapping[str, str] = field(default_factory=dict)  # recipe, device, commit, …
    data: str = ""  # name of the dataset version
    data_hash: str = ""  # its beginning, as far as MLflow stores it
    tags: tuple[str, ...] = ()  # the user's own
    note: str = ""
    version: int | None = None
    champion: bool = False  # its version is the champion
    deleted: bool = False

    @property
    def made(self) -> float:
        """Return when its model was made, in seconds since the epoch."""
        return self.started + self.seconds

    @property
    def recipe(self) -> str:
        return current_recipe(self.parameters.get("recipe") or self.facts.get("recipe", ""))

    @property
    def seed(self) -> int | None:
        text = self.parameters.get("seed", "")
        return int(text) if text.isdecimal() else None

    @property
    def short_id(self) -> str:
        """Return the beginning of the id, for links."""
        return self.id[:8]

    @property
    def label(self) -> str:
        """Return the version, such as "v3", or else the short id."""
        return f"v{self.version}" if self.version else self.short_id

    @property
    def device(self) -> str:
        return self.facts.get("device", "device unknown")

    @property
    def commit(self) -> str:
        return self.facts.get("commit", "unknown")

    @property
    def environment(self) -> str:
        """Return the library versions that it was made with, as text."""
        return self.facts.get("environment", "")

    @property
    def network_size(self) -> int | None:
        """Return the number of weights of the network."""
        text = self.parameters.get("parameters", "")
        return int(text) if text.isdecimal() else None

    def figure(self, split: str, name: str) -> float | None:
        """Return a figure of one split by name: accuracy, log_loss, coverage, …

        None if it was not measured or is NaN (a training that diverged).
        """
        value = self.figures.get(f"{split}_{name}", math.nan)
        return None if math.isnan(value) else value

    def accuracy(self, split: str) -> Interval | None:
        """Return the accuracy on one split with its 95 % interval; None if it is unknown."""
        value = self.figure(split, "accuracy")
        low, high = self.figure(split, "accuracy_low"), self.figure(split, "accuracy_high")
        if value is None or low is None or high is None:
            return None
        return Interval(value, low, high)


def clean_tags(tags: Iterable[str]) -> tuple[str, ...]:
    """Normalise tags for storage: no commas, no repeats, none too long."""
    found: dict[str, str] = {}
    for tag in tags:
        printable = "".join(c if c.isprintable() and c != "," else " " for c in tag)
        words = " ".join(printable.split())[:MAX_TAG].strip()
        if words:
            found.setdefault(words.casefold(), words)
    return tuple(found.values())[:MAX_TAGS]
