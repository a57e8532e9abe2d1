"""Parallel coordinates: every trial a line through its settings to what it reached."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from app.charts.curves import quiet
from app.sweep.charts import BEST, OTHER, SHORT, Row, drawable, floor, reached
from core.training.search.plan import BY_FACTORS

RIGHT = "Right"
ABOVE, BELOW = 1.07, -0.07  # where the ends of an axis are written
GROUPS = {"best": (BEST, 1.0), "done": (OTHER, 0.75), "pruned": (OTHER, 0.3)}


def written(value: Any) -> str:
    """Write a setting's value as short as it can be told: 0.0814, 128, flip."""
    return f"{value:.3g}" if isinstance(value, float) else str(value)


def parallel_coordinates(trials: Sequence[Row], plan: Row) -> Any:
    """Draw the ended trials of a search, the best on top. There must be at least one."""
    import altair as alt

    ended = drawable(trials)
    axes = [name for name in SHORT if name in {**plan["numbers"], **plan["names"]}]
    ends = (floor(trials), max(map(reached, ended)))
    x = _axis([*(SHORT[name] for name in axes), RIGHT])
    y = alt.Y("place:Q", axis=None, scale=alt.Scale(domain=[-0.12, 1.12], nice=False))
    lines = alt.Chart(alt.InlineData(values=_lines(ended, axes, plan, ends))).mark_line()
    colours, strengths = (list(each) for each in zip(*GROUPS.values(), strict=True))
    lines = lines.encode(
        x=x,
        y=y,
        detail="trial:N",
        color=alt.Color(
            "group:N",
            scale=alt.Scale(domain=list(GROUPS), range=colours),
            legend=None,
        ),
        opacity=alt.Opacity(
            "group:N",
            scale=alt.Scale(domain=list(GROUPS), range=strengths),
            legend=None,
        ),
        strokeWidth=alt.condition("datum.group == 'best'", alt.value(3.5), alt.value(1.5)),
        tooltip=[
            alt.Tooltip("trial:N", title="Trial"),
            alt.Tooltip("accuracy:Q", title=RIGHT, format=".2%"),
            *(alt.Tooltip(f"{SHORT[name]}:N") for name in axes),
        ],
    )
    marks = alt.Chart(alt.InlineData(values=_marks(axes, plan, ends)))
    labels = marks.mark_text(fontSize=11, fontWeight=600, color=OTHER).encode(
        x=x, y=y, text="text:N"
    )
    return quiet(alt.layer(lines, labels)).properties(height=320)


def _axis(names: Sequence[str]) -> Any:
    import altair as alt

    return alt.X(
        "axis:N",
        sort=list(names),
        title=None,
        scale=alt.Scale(padding=0.4),
        axis=alt.Axis(
            orient="top",
            labelAngle=0,
            labelExpr="split(datum.label, ' ')",
            labelLimit=90,
            labelOverlap=False,
            ticks=False,
            grid=True,
        ),
    )


def _lines(
    ended: Sequence[Row], axes: Sequence[str], plan: Row, ends: tuple[float, float]
) -> list[dict[str, Any]]:
    """One row for each point where a trial's line crosses an axis; the best line comes last."""
    done = [trial for trial in ended if trial["state"] == "done"]
    best = max(done, key=reached)["number"] if done else None
    rows = []
    for trial in sorted(ended, key=lambda each: (each["number"] == best, reached(each))):
        settings = trial["settings"]
        places = {SHORT[name]: _place(plan, name, settings[name]) for name in axes}
        places[RIGHT] = _between(max(reached(trial), ends[0]), *ends)
        told = {SHORT[name]: written(settings[name]) for name in axes} | {
            "trial": trial["number"],
            "accuracy": reached(trial),
            "group": "best" if trial["number"] == best else trial["state"],
        }
        rows += [told | {"axis": axis, "place": place} for axis, place in places.items()]
    return rows


def _marks(axes: Sequence[str], plan: Row, ends: tuple[float, float]) -> list[dict[str, Any]]:
    """What is written along the axes: the ends of numbers, and each of several names."""
    marks = [
        {"axis": RIGHT, "place": place, "text": f"{value:.1%}"}
        for place, value in zip((BELOW, ABOVE), ends, strict=True)
    ]
    for name in axes:
        if name in plan["names"]:
            tried = plan["names"][name]
            texts = {_place(plan, name, each) + 0.04: each for each in tried}
        else:
            texts = dict(zip((BELOW, ABOVE), map(written, plan["numbers"][name]), strict=True))
        marks += [
            {"axis": SHORT[name], "place": place, "text": text} for place, text in texts.items()
        ]
    return marks


def _place(plan: Mapping[str, Any], name: str, value: Any) -> float:
    """Where on its axis, 0 to 1, a setting's value lies."""
    if name in plan["names"]:
        tried = plan["names"][name]
        return float(tried.index(value) / (len(tried) - 1))
    low, high = plan["numbers"][name]
    if name in BY_FACTORS and low > 0:
        low, high, value = math.log(low), math.log(high), math.log(value)
    return _between(value, low, high)


def _between(value: float, low: float, high: float) -> float:
    return (value - low) / (high - low) if high > low else 0.5
