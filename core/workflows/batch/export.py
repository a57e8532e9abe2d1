"""A batch's answers to take along."""

import csv
import io
import json
from collections.abc import Sequence
from typing import Any

from core.data.classes import CLASS_NAMES
from core.workflows.batch.results import Result

# With these a cell of a spreadsheet begins a formula, and a file may be called anything.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_csv(results: Sequence[Result]) -> bytes:
    """Write the answers as a table, UTF-8 with a mark by which spreadsheets know it."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(_row(_EMPTY)), lineterminator="\n")
    writer.writeheader()
    for result in results:
        row = _row(result)
        writer.writerow({**row, "file": _cell(row["file"])})
    return out.getvalue().encode("utf-8-sig")


def as_json(results: Sequence[Result]) -> bytes:
    """Write the answers as a JSON array of objects, with the names as they are."""
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


def _cell(name: str) -> str:
    return f"'{name}" if name.startswith(FORMULA) else name


_EMPTY = Result(0, "", "")
