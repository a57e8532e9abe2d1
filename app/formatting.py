"""Format numbers, times and names for display."""

import time

from app.foreign import literal_name
from core.data import TITLES
from core.interval import Interval

THIN = "\u202f"  # narrow no-break space


def count(number: int) -> str:
    """Format a count with thin spaces: 10 000."""
    return f"{number:,}".replace(",", THIN)


def counted(number: int, noun: str) -> str:
    """Format a count with its noun: 1 picture, 2 pictures."""
    return f"{count(number)} {noun}{'' if number == 1 else 's'}"


def accuracy(found: Interval, digits: int = 1) -> str:
    """Format an accuracy with half the width of its 95 % interval: 93.4 % ± 0.5."""
    return f"{found.value * 100:.{digits}f}{THIN}% ± {found.half * 100:.{digits}f}"


def dataset_title(name: str) -> str:
    """Return the title of a dataset version, or its literal name if it has no title."""
    return TITLES.get(name, literal_name(name))


def share(probability: float) -> str:
    """Format a probability in whole per cent; anything below 1 never reads 100%."""
    return ">99%" if 0.995 <= probability < 1 else f"{probability:.0%}"


def duration(seconds: float) -> str:
    """Format seconds in the largest fitting unit: 8.2 s, 45 s, 12 min, 1.5 h."""
    if seconds < 10:
        return f"{seconds:.1f} s"
    if seconds < 90:
        return f"{seconds:.0f} s"
    if seconds < 5400:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.1f} h"


def size(bytes_: int) -> str:
    """Format an amount of memory in gigabytes (10^9 bytes)."""
    return f"{bytes_ / 1e9:.1f} GB"


def moment(when: float) -> str:
    """Format seconds since the epoch as local date and time."""
    return time.strftime("%d %b %Y, %H:%M", time.localtime(when))
