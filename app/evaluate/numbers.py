"""Metrics as words: shares in per cent, losses as plain numbers, each with its interval."""

from app.foreign import literal_html
from app.formatting import THIN, percent
from core.evaluation.estimate import Estimate

LOSSES = ("log_loss", "brier_score")


def short(name: str, found: Estimate | None) -> str:
    """Return a value with half the width of its interval: 93.2 % ± 0.5."""
    if found is None:
        return "–"
    if name in LOSSES:
        return f"{found.value:.3f} ± {found.half:.3f}"
    digits = _digits(found)
    return f"{percent(found.value, digits)} ± {found.half * 100:.{digits}f}"


def interval(name: str, found: Estimate | None) -> str:
    """Return the two ends of an interval: 92.7 to 93.7 %."""
    if found is None:
        return ""
    if name in LOSSES:
        return f"{found.low:.3f} to {found.high:.3f}"
    digits = _digits(found)
    return f"{found.low * 100:.{digits}f} to {percent(found.high, digits)}"


def _digits(found: Estimate) -> int:
    """Return the decimals of a share in per cent: more where the interval is narrow."""
    return 2 if found.half < 0.001 else 1


def hint(name: str, found: Estimate | None) -> str:
    """Return the tooltip of a number, for HTML and Markdown: its interval and the method."""
    if found is None:
        return "Not defined on these pictures."
    return f"95{THIN}% interval {interval(name, found)}: {literal_html(found.method)}"
