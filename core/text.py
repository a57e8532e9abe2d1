"""Write names, shares and times for people: on a page, in a terminal, in a spreadsheet."""

import csv
import io
import time
import unicodedata
from collections.abc import Iterable, Sequence

MAX_NAME = 160  # characters
THIN = "\u202f"  # narrow no-break space
# Spreadsheets recognise UTF-8 by this mark; other readers ignore it.
BYTE_ORDER_MARK = "\ufeff"
FORMULA = ("=", "+", "-", "@")  # and their full-width and small forms
BLANKS = ("\t", "\r", "\n")


def display_name(name: str, longest: int = MAX_NAME) -> str:
    """Return a name as one line of printable characters, cut in the middle if it is too long.

    A file name may hold anything: invisible characters could reverse it or hide its end, and bytes
    that are not text cannot be written out. If the result is shown as Markdown or HTML, it must be
    escaped as well.
    """
    plain = "".join(
        letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in name
    )
    if len(plain) <= longest:
        return plain
    half = longest // 2
    return f"{plain[:half]}…{plain[-half:]}"


def whole_number(text: str) -> int | None:
    """Read a number of up to eight digits, such as one in an address; None for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else None


def csv_text(rows: Iterable[Sequence[object]]) -> str:
    """Return rows as CSV. Texts that a spreadsheet could run as formulas get an apostrophe."""
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


def counted(number: int, noun: str) -> str:
    """Format a count with its noun: 1 picture, 2,000 pictures."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def percent(share: float, digits: int = 1) -> str:
    """Format a share of 1 in per cent: 93.2 %."""
    return f"{share:.{digits}%}".replace("%", f"{THIN}%")


def moment(when: float) -> str:
    """Format seconds since the epoch as local date and time: 27 Nov 2026, 16:30."""
    return time.strftime("%d %b %Y, %H:%M", time.localtime(when))
