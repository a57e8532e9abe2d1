"""Run programs so that outgoing connections are refused and logged."""

import os
from collections.abc import Mapping
from pathlib import Path

FOLDER = Path(__file__).resolve().parent


def guarded(environment: Mapping[str, str], notes: Path) -> dict[str, str]:
    """Return `environment` with the guard added; attempts are logged to `notes`, one a line."""
    path = [str(FOLDER), environment.get("PYTHONPATH", "")]
    return {
        **environment,
        "PYTHONPATH": os.pathsep.join(part for part in path if part),
        "NETWORK_GUARD_NOTES": str(notes),
    }


def attempts(notes: Path) -> list[str]:
    return notes.read_text().splitlines() if notes.exists() else []
