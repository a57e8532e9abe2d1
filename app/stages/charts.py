"""Altair charts of the stages' effects and of accuracy against coverage."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.charts.base import quiet
from app.palette import ACCENT, MUTED, PALE, SECOND
from core.evaluation.paired import Verdict
from core.evaluation.selective import CoverageCurve, CoveragePoint
from core.workflows.photos.step_effects import Ablation, sentence

Row = Mapping[str, Any]  # of chart data
SURENESS = {Verdict.SURE: ACCENT, Verdict.LIKELY: ACCENT, Verdict.OPEN: MUTED}
POINTS_DRAWN = 200  # of a curve: more would not be visible


def effect_chart(found: Ablation) -> Any:
    """Draw the effect of each stage with its 95 % interval, in the order of the stages."""
    import altair as alt

    rows: list[dict[str, Any]] = [
        {
            "stage": condition.title,
            "effect": condition.effect.value * 100,
            "low": condition.effect.low * 100,
            "high": condition.effect.high * 100,
            "words": sentence(condition, found),
            "verdict": condition.effect.verdict,
        }
        for condition in found.stages
        if condition.effect
    ]
    colour = alt.Color(
        "verdict:N", scale=alt.Scale(domain=list(SURENESS), range=list(SURENESS.values()))
    ).legend(None)
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        y=alt.Y(
            "stage:N",
            sort=[row["stage"] for row in rows],
            title=None,
            axis=alt.Axis(domain=False, ticks=False, grid=False, labelLimit=140),
        ),
        color=colour,
        tooltip=[alt.Tooltip("words:N", title="Effect")],
    )
    lines = base.mark_rule(strokeWidth=5, opacity=0.35).encode(
        x=alt.X("low:Q", title="gain in accuracy, points", axis=alt.Axis(tickCount=6)),
        x2="high:Q",
    )
    dots = base.mark_circle(size=110, opacity=1).encode(x="effect:Q")
    zero = (
        alt.Chart(alt.InlineData(values=[{"zero": 0}]))
        .mark_rule(color=PALE, strokeDash=[4, 4])
        .encode(x="zero:Q")
    )
    return quiet(alt.layer(zero, lines, dots)).properties(height=34 * len(rows) + 46)


def coverage_chart(curve: CoverageCurve, now: CoveragePoint, chosen: CoveragePoint) -> Any:
    """Draw accuracy, and the share of outliers answered, against coverage."""
    import altair as alt

    rows = [_row(point) for point in _thinned(curve.points())]
    share = alt.Axis(format="%", tickCount=5)
    x = alt.X(
        "coverage:Q",
        title="share of pictures answered (coverage)",
        scale=alt.Scale(domain=[0, 1]),
        axis=alt.Axis(format="%", tickCount=5, grid=False),
    )
    y = alt.Y("accuracy:Q", title=None, scale=alt.Scale(domain=[0, 1]), axis=share)
    base = alt.Chart(alt.InlineData(values=rows)).encode(x=x)
    band = base.mark_area(color=ACCENT, opacity=0.15).encode(y=alt.Y("low:Q"), y2="high:Q")
    line = base.mark_line(color=ACCENT, strokeWidth=2.5).encode(y=y, tooltip=_tooltip())
    layers = [
        band,
        line,
        *_marks(now, chosen, x, y),
        _named(rows, "accuracy", "right", ACCENT, 0.75),
    ]
    if len(curve.outliers):
        false_acceptance = base.mark_line(color=SECOND, strokeWidth=2, strokeDash=[6, 4])
        layers.append(false_acceptance.encode(y="outliers:Q", tooltip=_tooltip()))
        layers.append(_named(rows, "outliers", "none of the ten, answered", SECOND, 0.3))
    return quiet(alt.layer(*layers)).properties(height=320)


def _row(point: CoveragePoint) -> dict[str, Any]:
    found = point.accuracy
    return {
        "coverage": point.coverage,
        "accuracy": found.value if found else None,
        "low": found.low if found else None,
        "high": found.high if found else None,
        "outliers": point.false_acceptance,
        "threshold": point.threshold,
    }


def _thinned(points: Sequence[CoveragePoint]) -> list[CoveragePoint]:
    every = max(1, len(points) // POINTS_DRAWN)
    return [*points[::every], *points[-1:]]


def _marks(now: CoveragePoint, chosen: CoveragePoint, x: Any, y: Any) -> list[Any]:
    """Mark the current threshold with a ring and the chosen one with a dot and a line."""
    import altair as alt

    ring = alt.Chart(alt.InlineData(values=[_row(now)])).encode(x=x, y=y, tooltip=_tooltip())
    dot = alt.Chart(alt.InlineData(values=[_row(chosen)])).encode(x=x, y=y, tooltip=_tooltip())
    rule = alt.Chart(alt.InlineData(values=[_row(chosen)])).encode(x=x)
    return [
        rule.mark_rule(color=PALE),
        ring.mark_point(size=170, strokeWidth=2.5, color=ACCENT, opacity=1),
        dot.mark_circle(size=150, color=ACCENT, opacity=1),
    ]


def _named(rows: Sequence[Row], field: str, name: str, colour: str, place: float) -> Any:
    """Label a curve above it, at a position between its start (0) and its end (1)."""
    import altair as alt

    drawn = [row for row in rows if row[field] is not None]
    places = drawn[int(place * (len(drawn) - 1)) :][:1]
    return (
        alt.Chart(alt.InlineData(values=[dict(row) | {"name": name} for row in places]))
        .mark_text(align="right", dx=-6, dy=-12, color=colour, fontWeight="bold")
        .encode(x="coverage:Q", y=alt.Y(f"{field}:Q"), text="name:N")
    )


def _tooltip() -> list[Any]:
    import altair as alt

    return [
        alt.Tooltip("coverage:Q", title="Answered", format=".0%"),
        alt.Tooltip("accuracy:Q", title="Right when answered", format=".1%"),
        alt.Tooltip("outliers:Q", title="None of the ten, answered", format=".0%"),
        alt.Tooltip("threshold:Q", title="Threshold", format=".3f"),
    ]
