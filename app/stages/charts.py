"""What stages are worth, and accuracy against coverage -> an Altair chart."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.charts.curves import quiet
from app.sweep.charts import BEST, OTHER, PALE
from core.evaluation.selective import CoverageCurve, CoveragePoint

Row = Mapping[str, Any]
SURENESS = {"surely": BEST, "probably": BEST, "cannot tell": OTHER}
POINTS_DRAWN = 200  # of a curve: more would not be seen
STRANGERS = "#3B7CC9"


def worth_chart(ways: Sequence[Row]) -> Any:
    """Draw what is lost without each stage, with its 95 % interval, in the order of the work."""
    import altair as alt

    rows = [
        {
            "stage": way["title"],
            "worth": way["worth"]["value"] * 100,
            "low": way["worth"]["low"] * 100,
            "high": way["worth"]["high"] * 100,
            "words": way["worth"]["words"],
            "verdict": way["worth"]["verdict"],
        }
        for way in ways
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
        tooltip=[alt.Tooltip("words:N", title="Found")],
    )
    lines = base.mark_rule(strokeWidth=5, opacity=0.35).encode(
        x=alt.X("low:Q", title="points of accuracy that it is worth", axis=alt.Axis(tickCount=6)),
        x2="high:Q",
    )
    dots = base.mark_circle(size=110, opacity=1).encode(x="worth:Q")
    zero = (
        alt.Chart(alt.InlineData(values=[{"zero": 0}]))
        .mark_rule(color=PALE, strokeDash=[4, 4])
        .encode(x="zero:Q")
    )
    return quiet(alt.layer(zero, lines, dots)).properties(height=34 * len(rows) + 46)


def coverage_chart(curve: CoverageCurve, now: CoveragePoint, chosen: CoveragePoint) -> Any:
    """Draw the share of right answers, and of strangers answered, by the share answered."""
    import altair as alt

    rows = [_row(point) for point in _thinned(curve.points())]
    share = alt.Axis(format="%", tickCount=5)
    x = alt.X(
        "coverage:Q",
        title="share of the pictures that is answered",
        scale=alt.Scale(domain=[0, 1]),
        axis=alt.Axis(format="%", tickCount=5, grid=False),
    )
    y = alt.Y("accuracy:Q", title=None, scale=alt.Scale(domain=[0, 1]), axis=share)
    base = alt.Chart(alt.InlineData(values=rows)).encode(x=x)
    band = base.mark_area(color=BEST, opacity=0.15).encode(y=alt.Y("low:Q"), y2="high:Q")
    line = base.mark_line(color=BEST, strokeWidth=2.5).encode(y=y, tooltip=_tooltip())
    layers = [band, line, *_marks(now, chosen, x, y), _named(rows, "accuracy", "right", BEST, 0.75)]
    if len(curve.strangers):
        alarms = base.mark_line(color=STRANGERS, strokeWidth=2, strokeDash=[6, 4])
        layers.append(alarms.encode(y="alarms:Q", tooltip=_tooltip()))
        layers.append(_named(rows, "alarms", "strangers answered", STRANGERS, 0.3))
    return quiet(alt.layer(*layers)).properties(height=320)


def _row(point: CoveragePoint) -> dict[str, Any]:
    found = point.accuracy
    return {
        "coverage": point.coverage,
        "accuracy": found and found.value,
        "low": found and found.low,
        "high": found and found.high,
        "alarms": point.alarms,
        "threshold": point.threshold,
    }


def _thinned(points: Sequence[CoveragePoint]) -> list[CoveragePoint]:
    every = max(1, len(points) // POINTS_DRAWN)
    return [*points[::every], *points[-1:]]


def _marks(now: CoveragePoint, chosen: CoveragePoint, x: Any, y: Any) -> list[Any]:
    """Mark the present threshold with a ring and the chosen one with a full dot and a line."""
    import altair as alt

    ring = alt.Chart(alt.InlineData(values=[_row(now)])).encode(x=x, y=y, tooltip=_tooltip())
    dot = alt.Chart(alt.InlineData(values=[_row(chosen)])).encode(x=x, y=y, tooltip=_tooltip())
    rule = alt.Chart(alt.InlineData(values=[_row(chosen)])).encode(x=x)
    return [
        rule.mark_rule(color=PALE),
        ring.mark_point(size=170, strokeWidth=2.5, color=BEST, opacity=1),
        dot.mark_circle(size=150, color=BEST, opacity=1),
    ]


def _named(rows: Sequence[Row], field: str, name: str, colour: str, place: float) -> Any:
    """Write a curve's name above it, at a place between its beginning (0) and its end (1)."""
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
        alt.Tooltip("alarms:Q", title="Strangers answered", format=".0%"),
        alt.Tooltip("threshold:Q", title="Threshold", format=".3f"),
    ]
