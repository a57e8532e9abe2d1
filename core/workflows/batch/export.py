"""Export a batch's answers as CSV or JSON."""

import json
from collections.abc import Sequence
from typing import Any

from core.data.classes import CLASS_NAMES
from core.text import csv_text
from core.workflows.batch.results import AnswerState, Result


def as_csv(results: Sequence[Result]) -> bytes:
    """Return the answers as CSV, UTF-8 with a byte order mark for spreadsheets."""
    rows = [list(_row(result).values()) for result in results]
    return csv_text([list(_row(_EMPTY)), *rows]).encode()


def as_json(results: Sequence[Result]) -> bytes:
    """Return the answers as a JSON array of objects, file names unchanged."""
    return json.dumps([_row(result) for result in results], indent=1).encode()


def _row(result: Result) -> dict[str, Any]:
    probabilities = result.probabilities or (None,) * len(CLASS_NAMES)
    answered = not result.error
    return {
        "number": result.number + 1,
        "file": result.name,
        "answer": result.state,
        "label": result.label,
        "probability": result.probability if answered else None,
        "familiarity": result.familiarity if answered else None,
        "corrected": result.corrected,
        "error": result.error,
        "model": result.model,
        "ms": result.ms if answered else None,
        **dict(zip(CLASS_NAMES, probabilities, strict=True)),
    }


_EMPTY = Result(0, "", AnswerState.UNREADABLE)
