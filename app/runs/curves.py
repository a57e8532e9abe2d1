"""Charts of several runs: their learning curves over each other, their intervals side by side."""

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from app.charts.curves import LINES, quiet
from core.registry import Epoch, Run

HEIGHT, LABEL = 340, 16  # pixels: of the chart, of a line of text
NEAR = 0.12  # of the chart's width: names nearer than this can lie on each other
ROW = 34  # pixels a run in the chart of intervals

# Figure of an epoch: what it is called, and how its axis counts.
FIGURES: dict[str, tuple[str, str]] = {
    "validation_accuracy": ("right on validation", ".0%"),
    "validation_loss": ("loss on validation", ".2f"),
    "accuracy": ("right while learning", ".0%"),
    "loss": ("loss while learning", ".2f"),
    "learning_rate": ("learning rate", ".3f"),
}


def colour(place: int) -> str:
    return LINES[place % len(LINES)]


def compare_curves(
    curves: Mapping[str, Sequence[Epoch]], figure: str, by_time: bool = False
) -> Any:
    """Draw one figure of several runs, label -> epochs, by epoch or by seconds of fitting."""
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
    """Return the x axis of lines that end there, with room at its right for their names."""
    import altair as alt

    first = 0 if by_time else 1
    last = max([*ends, first + 1])
    return alt.X(
        "x:Q",
        title="seconds of fitting" if by_time else "epoch (one pass over the pictures)",
        scale=alt.Scale(domain=[first, first + (last - first) * 1.1], nice=False),
        axis=alt.Axis(grid=False, format="d", values=_ticks(first, max(ends, default=first))),
    )


def _colours(labels: Sequence[str]) -> Any:
    import altair as alt

    scale = alt.Scale(domain=labels, range=[colour(place) for place in range(len(labels))])
    return alt.Color("run:N", scale=scale, legend=None)


def _points(curve: Sequence[Epoch], figure: str, by_time: bool) -> Iterator[tuple[float, float]]:
    passed = 0.0
    for row in curve:
        passed += row.get("seconds", 0.0)
        if figure in row and row[figure] == row[figure]:  # what is no number has no place
            yield passed if by_time else row["epoch"], row[figure]


def _ticks(first: float, last: float) -> list[float]:
    """Return round places from first to last, a dozen at most."""
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
    """Place each name at the end of its line, below the lines that go on and any other name."""
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
    """Draw the accuracy of each run on one split with its 95 % interval, a row each."""
    import altair as alt

    rows = [
        {"run": run.label, "name": run.name, **scores}
        for run in runs
        if (scores := run.scores(split)) and "accuracy_low" in scores
    ]
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        y=alt.Y("run:N", sort=None, title=None, axis=alt.Axis(labelFontSize=13, ticks=False)),
        color=_colours([run.label for run in runs]),
        tooltip=[
            alt.Tooltip("name:N", title="Run"),
            alt.Tooltip("accuracy:Q", title="Right", format=".2%"),
            alt.Tooltip("accuracy_low:Q", title="From", format=".2%"),
            alt.Tooltip("accuracy_high:Q", title="To", format=".2%"),
        ],
    )
    scale, axis = alt.Scale(zero=False), alt.Axis(format=".1%", tickCount=4)
    line = base.mark_rule(strokeWidth=3, opacity=0.55).encode(
        x=alt.X("accuracy_low:Q", axis=axis, scale=scale, title=None), x2="accuracy_high:Q"
    )
    dot = base.mark_circle(size=110, opacity=1).encode(
        x=alt.X("accuracy:Q", scale=scale, title=None)
    )
    return quiet(alt.layer(line, dot)).properties(height=ROW * len(rows) + 30)
