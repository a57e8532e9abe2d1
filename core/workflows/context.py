"""What a long verb may say and ask while it works. A job's context fits; so does a silent one."""

from collections.abc import Mapping
from typing import Any, Protocol


class Context(Protocol):
    def report(self, fraction: float, message: str, progress: Mapping[str, Any]) -> None:
        """Tell how far the work is (0 to 1), what it does now, and its figures (JSON-ready)."""

    def should_stop(self) -> bool:
        """Tell whether somebody asked for an early end."""


class Silent:
    """Says nothing and never stops."""

    def report(self, fraction: float, message: str, progress: Mapping[str, Any]) -> None:
        pass

    def should_stop(self) -> bool:
        return False
