"""Altair charts of several runs: overlaid learning curves, and accuracy intervals."""

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from app.charts.base import quiet
from app.palette import LINES
from core.registry import EpochFigures, Run

HEIGHT, LABEL = 340, 16  # pixels: chart, line of text
NEAR = 0.12  # of the chart's width: closer labels may overlap
ROW = 34  # pixels per run in the chart of intervals

# Metric of an epoch: its title and its axis format.
FIGURES: dict[str, tuple[str, str]] = {
    "validation_accuracy": ("right on validation", ".0%"),
    "validation_loss": ("validation loss", ".2f"),
    "accuracy": ("right in training", ".0%"),
    "loss": ("training loss", ".2f"),
    "learning_rate": ("learning rate", ".3f"),
}


def colour(place: int) -> str:
    return LINES[place % len(LINES)]


def compare_curves(
    curves: Mapping[str, Sequence[EpochFigures]], figure: str, by_time: bool = False
) -> Any:
    """Draw one metric of several runs, label -> epochs, by epoch or by training time."""
    import altair as alt

    found = {label: list(_points(curve, figure, by_time)) for label, curve in curves.items()}
    lines = {label: points for label, points in found.items() if points}
    low, high = _room([y for points in lines.values() for _, y in points])
    title, form = FIGURES[figure]
    axis = alt.Axis(format=form, tickCount=5)
    places = {
        "x": _along([points[-1][0] for points in lines.values()], by_time),
        "y": alt.Y("y:Q", title=title, axis=axis, scale=alt.Scale(domain=[low, high], nice=False)),
        "color": _colours(list(curves)),
    }
    rows = [{"run": run, "x": x, "y": y} for run, points in lines.items() for x, y in points]
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        **places,
        tooltip=[
            alt.Tooltip("run:N", title="Run"),
            alt.Tooltip("x:Q", title="Second" if by_time else "Epoch", format=".0f"),
            alt.Tooltip("y:Q", title=title.capitalize(), format=".1%" if "%" in form else ".3f"),
        ],
    )
    ends = alt.InlineData(values=_names(lines, high - low))
    names = alt.Chart(ends).encode(**places, text="run:N")
    return quiet(
        alt.layer(
            base.mark_line(strokeWidth=2.5),
            base.mark_circle(size=45, opacity=1),
            names.mark_text(align="left", dx=9, fontSize=13, fontWeight="bold"),
        )
    ).properties(height=HEIGHT)


def _along(ends: Sequence[float], by_time: bool) -> Any:
    """Return the x axis for lines that end at `ends`, with room for labels at the right."""
    import altair as alt

    first = 0 if by_time else 1
    last = max([*ends, first + 1])
    return alt.X(
        "x:Q",
        title="training time, seconds" if by_time else "epoch (one pass over the pictures)",
        scale=alt.Scale(domain=[first, first + (last - first) * 1.1], nice=False),
        axis=alt.Axis(grid=False, format="d", values=_ticks(first, max(ends, default=first))),
    )


def _colours(labels: Sequence[str]) -> Any:
    import altair as alt

    scale = alt.Scale(domain=labels, range=[colour(place) for place in range(len(labels))])
    return alt.Color("run:N", scale=scale, legend=None)


def _points(
    curve: Sequence[EpochFigures], figure: str, by_time: bool
) -> Iterator[tuple[float, float]]:
    passed = 0.0
    for row in curve:
        passed += row.seconds or 0.0
        height: float | None = getattr(row, figure)
        if height is not None and not math.isnan(height):
            yield passed if by_time else row.epoch, height


def _ticks(first: float, last: float) -> list[float]:
    """Return round ticks from first to last, about a dozen at most."""
    rough = max(1.0, (last - first) / 12)
    power = 10 ** math.floor(math.log10(rough))
    step = next(step * power for step in (1, 2, 5, 10) if step * power >= rough)
    return [first, *(n * step for n in range(1, int(last // step) + 1) if n * step > first)]


def _room(values: Sequence[float]) -> tuple[float, float]:
    low, high = min(values, default=0.0), max(values, default=1.0)
    margin = (high - low or abs(high) or 1.0) * 0.06
    return low - margin, high + margin


def _names(
    lines: Mapping[str, Sequence[tuple[float, float]]], height: float
) -> list[dict[str, Any]]:
    """Place each label at the end of its line, below longer lines and other labels."""
    gap = height * LABEL / HEIGHT
    last = max((points[-1][0] for points in lines.values()), default=0.0)
    near = NEAR * last
    places: list[dict[str, Any]] = []
    for run, points in sorted(lines.items(), key=lambda line: -line[1][-1][1]):
        x, y = points[-1]
        y -= gap if x < last else 0
        for other in places:
            if abs(other["x"] - x) <= near and abs(other["y"] - y) < gap:
                y = other["y"] - gap
        places.append({"run": run, "x": x, "y": y})
    return places


def intervals(runs: Sequence[Run], split: str) -> Any:
    """Draw the accuracy of each run on one split with its 95 % interval, one row per run."""
    import altair as alt

    rows = [
        {
            "run": run.label,
            "name": run.name,
            "accuracy": found.value,
            "low": found.low,
            "high": found.high,
        }
        for run in runs
        if (found := run.accuracy(split))
    ]
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        y=alt.Y("run:N", sort=None, title=None, axis=alt.Axis(labelFontSize=13, ticks=False)),
        color=_colours([run.label for run in runs]),
        tooltip=[
            alt.Tooltip("name:N", title="Run"),
            alt.Tooltip("accuracy:Q", title="Right", format=".2%"),
            alt.Tooltip("low:Q", title="From", format=".2%"),
            alt.Tooltip("high:Q", title="To", format=".2%"),
        ],
    )
    scale, axis = alt.Scale(zero=False), alt.Axis(format=".1%", tickCount=4)
    line = base.mark_rule(strokeWidth=3, opacity=0.55).encode(
        x=alt.X("low:Q", axis=axis, scale=scale, title=None), x2="high:Q"
    )
    dot = base.mark_circle(size=110, opacity=1).encode(
        x=alt.X("accuracy:Q", scale=scale, title=None)
    )
    return quiet(alt.layer(line, dot)).properties(height=ROW * len(rows) + 30)
