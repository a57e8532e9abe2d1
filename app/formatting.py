"""Format numbers, times and names for display."""

import time

from app.foreign import literal_name
from core.data import TITLES, version_number
from core.data.user_pictures.holdout import SUFFIX
from core.interval import Interval
from core.text import THIN as THIN
from core.text import counted as counted
from core.text import moment as moment
from core.text import percent as percent

# The same moment for a column of a table, which formats by itself.
MOMENT_COLUMN = "DD MMM YYYY, HH:mm"


def count(number: int) -> str:
    """Format a count: 60,000."""
    return f"{number:,}"


def accuracy(found: Interval, digits: int = 1) -> str:
    """Format an accuracy with half the width of its 95 % interval: 93.4 % ± 0.5."""
    return f"{percent(found.value, digits)} ± {found.half * 100:.{digits}f}"


def dataset_title(name: str) -> str:
    """Return the title of a dataset version, or its literal name if it has no title."""
    number = version_number(name)
    if number is None:
        return TITLES.get(name, literal_name(name))
    wardrobe = " and the wardrobe" if name.endswith(SUFFIX) else ""
    return f"{TITLES['v1']}, v{number}{wardrobe}"


def share(probability: float) -> str:
    """Format a probability in whole per cent; anything below 1 never reads 100 %."""
    return f">{percent(0.99, 0)}" if 0.995 <= probability < 1 else percent(probability, 0)


def duration(seconds: float) -> str:
    """Format seconds in the largest fitting unit: 8.2 s, 45.0 s, 12 min, 1.5 h."""
    if seconds < 90:
        return f"{seconds:.1f} s"
    if seconds < 5400:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.1f} h"


def milliseconds(spent: float) -> str:
    """Format milliseconds: 0.4 ms, 8.2 ms, 45 ms."""
    return f"{spent:.{1 if spent < 10 else 0}f} ms"


def size(bytes_: int) -> str:
    """Format an amount of memory in gigabytes (10^9 bytes)."""
    return f"{bytes_ / 1e9:.1f} GB"


def clock(when: float) -> str:
    """Format seconds since the epoch as local time, where the day is clear: 16:30:05."""
    return time.strftime("%H:%M:%S", time.localtime(when))
