"""CSV for spreadsheets, which run a cell as a formula if it begins like one."""

import csv
import io
import unicodedata
from collections.abc import Iterable, Sequence

# Spreadsheets recognise UTF-8 by this mark; other readers ignore it.
BYTE_ORDER_MARK = "\ufeff"
FORMULA = ("=", "+", "-", "@")  # and their full-width and small forms
BLANKS = ("\t", "\r", "\n")


def as_csv(rows: Iterable[Sequence[object]]) -> str:
    """Return rows as CSV; texts that could be run as formulas begin with an apostrophe."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    for row in rows:
        writer.writerow([guarded(cell) for cell in row])
    return BYTE_ORDER_MARK + out.getvalue()


def guarded(cell: object) -> object:
    """Return a cell as it is, or a text that a spreadsheet takes for text."""
    if not isinstance(cell, str) or _is_number(cell):
        return cell
    start = unicodedata.normalize("NFKC", cell.lstrip()[:1])
    return f"'{cell}" if start in FORMULA or cell.startswith(BLANKS) else cell


def _is_number(text: str) -> bool:
    """Return whether a text is a plain number, such as a setting of -0.5."""
    try:
        float(text)
    except ValueError:
        return False
    return text.isascii() and not text.startswith(BLANKS)
