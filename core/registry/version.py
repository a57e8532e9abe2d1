"""A registered model, and the changes of champion."""

from dataclasses import dataclass
from pathlib import Path

from core.model_facts import ModelFacts
from core.model_files import read_facts

CHAMPION, CHALLENGER = "champion", "challenger"
SHIPPED = "shipped"  # the name of the model in git before it is registered


@dataclass(frozen=True)
class ModelVersion:
    """One version of the model. Number 0 is the shipped champion before it is registered."""

    number: int
    run_id: str
    created: float  # seconds since the epoch
    folder: Path  # holds model.onnx, model.json and, unless shipped, model.keras
    aliases: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return f"v{self.number}" if self.number else SHIPPED

    @property
    def is_champion(self) -> bool:
        return CHAMPION in self.aliases

    def facts(self) -> ModelFacts:
        """Read the model's facts; raises ModelUnavailable if they are missing or damaged."""
        return read_facts(self.folder)

    def made(self, facts: ModelFacts) -> float:
        """Return when the model was made; by older facts, when it was registered."""
        return facts.created or self.created


@dataclass(frozen=True)
class Change:
    """A change of champion. `before` is None for the first; kind is "promote" or "roll back"."""

    when: float  # seconds since the epoch
    kind: str
    before: int | None
    after: int
    reason: str
