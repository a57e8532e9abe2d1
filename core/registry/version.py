"""A registered model, and the record of who replaced whom."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.model_files import read_card

CHAMPION, CHALLENGER = "champion", "challenger"


@dataclass(frozen=True)
class ModelVersion:
    """One version of the one model. Number 0 is the shipped champion before it is registered."""

    number: int
    run_id: str
    created: float  # seconds since the epoch
    folder: Path  # holds model.onnx, model.keras and model.json
    aliases: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return f"v{self.number}" if self.number else "shipped"

    @property
    def is_champion(self) -> bool:
        return CHAMPION in self.aliases

    def facts(self) -> dict[str, Any]:
        """Read the model's card; raises ModelUnavailable where it is missing or damaged."""
        return read_card(self.folder)


@dataclass(frozen=True)
class Change:
    """One change of champion. `before` is None for the first; kind is promote or roll back."""

    when: float  # seconds since the epoch
    kind: str
    before: int | None
    after: int
    reason: str
