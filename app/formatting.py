"""Figures as people read them: whole thousands, one decimal, an interval beside an accuracy."""

import time
from collections.abc import Mapping
from typing import Any

THIN = "\u202f"  # narrow, and no line ends at it


def count(number: int) -> str:
    """Write 10000 as 10 000, with thin spaces."""
    return f"{number:,}".replace(",", THIN)


def accuracy(scores: Mapping[str, Any]) -> str:
    """Write an accuracy with half the width of its 95 % interval: 93.4 % ± 0.5."""
    half = (scores["accuracy_high"] - scores["accuracy_low"]) / 2
    return f"{scores['accuracy'] * 100:.1f}{THIN}% ± {half * 100:.1f}"


def share(probability: float) -> str:
    """Write a probability in whole per cent; what is not certain never reads 100%."""
    return ">99%" if 0.995 <= probability < 1 else f"{probability:.0%}"


def duration(seconds: float) -> str:
    """Write seconds the way a clock on the wall would."""
    if seconds < 10:
        return f"{seconds:.1f} s"
    if seconds < 90:
        return f"{seconds:.0f} s"
    if seconds < 5400:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.1f} h"


def size(bytes_: int) -> str:
    """Write an amount of memory in gigabytes (10^9 bytes)."""
    return f"{bytes_ / 1e9:.1f} GB"


def moment(when: float) -> str:
    """Write seconds since the epoch as local day and time."""
    return time.strftime("%d %b %Y, %H:%M", time.localtime(when))
