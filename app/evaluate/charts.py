"""Altair charts: reliability, accuracy against coverage, ROC, precision-recall."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from app.charts.base import quiet
from app.palette import ACCENT, MUTED, PALE
from core.evaluation.ranks import OneAgainstRest
from core.evaluation.reliability import ReliabilityBin
from core.evaluation.selective import CoverageCurve
from core.workflows.evaluate.evaluation import Evaluated

BEFORE, AFTER = "without temperature", "calibrated"
MIN_PICTURES = 10  # of a bin: fewer say next to nothing
MIN_COVERAGE = 0.02
POINTS_DRAWN = 150  # of a curve: more would not be visible
HEIGHT = 280
Row = Mapping[str, Any]  # of chart data


def reliability_chart(found: Evaluated) -> Any:
    """Draw accuracy by confidence, before and after calibration; the diagonal is perfect."""
    import altair as alt

    rows = [
        *(_bin(one, BEFORE) for one in found.before if one.n >= MIN_PICTURES),
        *(_bin(one, AFTER) for one in found.found.reliability if one.n >= MIN_PICTURES),
    ]
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        x=_share("confidence", "probability of the answer"),
        color=alt.Color(
            "which:N",
            scale=alt.Scale(domain=[AFTER, BEFORE], range=[ACCENT, MUTED]),
            legend=alt.Legend(title=None, orient="top"),
        ),
        tooltip=[
            alt.Tooltip("which:N", title="Probabilities"),
            alt.Tooltip("confidence:Q", title="Mean probability", format=".1%"),
            alt.Tooltip("accuracy:Q", title="Right", format=".1%"),
            alt.Tooltip("n:Q", title="Pictures", format=",d"),
        ],
    )
    y = _share("accuracy", "share of right answers")
    bars = base.mark_rule(strokeWidth=2, opacity=0.4).encode(y=alt.Y("low:Q"), y2="high:Q")
    line = base.mark_line(strokeWidth=2).encode(y=y)
    dots = base.mark_circle(size=45, opacity=1).encode(y=y)
    return quiet(alt.layer(_diagonal(), bars, line, dots)).properties(height=HEIGHT)


def _bin(found: ReliabilityBin, which: str) -> Row:
    return {
        "which": which,
        "confidence": found.confidence,
        "accuracy": found.accuracy.value,
        "low": found.accuracy.low,
        "high": found.accuracy.high,
        "n": found.n,
    }


def coverage_chart(curve: CoverageCurve) -> Any:
    """Draw the accuracy of the surest answers against their share, with its interval."""
    import altair as alt

    points = [curve.at_threshold(float(one)) for one in _some(curve.thresholds)]
    rows = [
        {
            "coverage": point.coverage,
            "accuracy": point.accuracy.value,
            "low": point.accuracy.low,
            "high": point.accuracy.high,
            "threshold": point.threshold,
        }
        for point in points
        if point.accuracy and point.coverage >= MIN_COVERAGE
    ]
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        x=_share("coverage", "share of pictures answered, the surest first"),
        tooltip=[
            alt.Tooltip("coverage:Q", title="Answered", format=".0%"),
            alt.Tooltip("accuracy:Q", title="Right when answered", format=".1%"),
            alt.Tooltip("threshold:Q", title="Probability from", format=".0%"),
        ],
    )
    scale = alt.Scale(zero=False, nice=True)
    y = alt.Y(
        "accuracy:Q",
        title="right when answered",
        scale=scale,
        axis=alt.Axis(format="%", tickCount=5),
    )
    band = base.mark_area(color=ACCENT, opacity=0.15).encode(
        y=alt.Y("low:Q", scale=scale), y2="high:Q"
    )
    line = base.mark_line(color=ACCENT, strokeWidth=2.5).encode(y=y)
    return quiet(alt.layer(band, line)).properties(height=HEIGHT)


def roc_chart(curve: OneAgainstRest) -> Any:
    """Draw the true against the false positive rate; the diagonal is chance."""
    x = np.concatenate([[0.0], curve.false_positive_rate])
    y = np.concatenate([[0.0], curve.recall])
    rows = [{"x": float(x[i]), "y": float(y[i])} for i in _some(np.arange(len(x)))]
    return _curve(rows, "false positive rate", "true positive rate (recall)", _diagonal())


def precision_recall_chart(curve: OneAgainstRest) -> Any:
    """Draw precision against recall; the line at the bottom is the share of the class."""
    import altair as alt

    x, y = curve.recall, curve.precision
    rows = [{"x": float(x[i]), "y": float(y[i])} for i in _some(np.arange(len(x)))]
    chance = curve.positives / (curve.positives + curve.negatives)
    line = alt.Chart(alt.InlineData(values=[{"y": chance}]))
    line = line.mark_rule(color=PALE, strokeDash=[4, 4]).encode(y="y:Q")
    return _curve(rows, "recall", "precision", line)


def _curve(rows: Sequence[Row], across: str, up: str, under: Any) -> Any:
    import altair as alt

    line = alt.Chart(alt.InlineData(values=list(rows)))
    line = line.mark_line(color=ACCENT, strokeWidth=2.5, interpolate="step-after").encode(
        x=_share("x", across),
        y=_share("y", up),
        order="x:Q",
        tooltip=[
            alt.Tooltip("x:Q", title=across.capitalize(), format=".1%"),
            alt.Tooltip("y:Q", title=up.capitalize(), format=".1%"),
        ],
    )
    return quiet(alt.layer(under, line)).properties(height=HEIGHT)


def _share(field: str, title: str) -> Any:
    import altair as alt

    encoding = alt.Y if field in ("accuracy", "y") else alt.X
    return encoding(
        f"{field}:Q",
        title=title,
        scale=alt.Scale(domain=[0, 1]),
        axis=alt.Axis(format="%", tickCount=5),
    )


def _diagonal() -> Any:
    import altair as alt

    ends = alt.Chart(alt.InlineData(values=[{"x": 0, "y": 0}, {"x": 1, "y": 1}]))
    return ends.mark_line(color=PALE, strokeDash=[4, 4]).encode(x="x:Q", y="y:Q")


def _some(values: np.ndarray) -> np.ndarray:
    """Return at most about 150 of a curve's points, evenly, the last among them."""
    chosen = np.unique(np.linspace(0, len(values) - 1, min(len(values), POINTS_DRAWN)).astype(int))
    return np.asarray(values[chosen])
