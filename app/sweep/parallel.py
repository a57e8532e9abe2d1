"""Parallel coordinates: every trial is a line through its settings to its accuracy."""

import math
from collections.abc import Sequence
from typing import Any

from app.charts.base import quiet
from app.formatting import percent
from app.palette import ACCENT, MUTED
from app.sweep.charts import drawable, floor
from app.training_settings import title_of
from core.training.search.plan import BY_FACTORS, SweepPlan
from core.training.search.trials import SweepTrial, TrialState

RIGHT = "Right"
ABOVE, BELOW = 1.07, -0.07  # positions of the labels at the ends of an axis
GROUPS = {"best": (ACCENT, 1.0), TrialState.DONE: (MUTED, 0.75), TrialState.PRUNED: (MUTED, 0.3)}


def written(value: Any) -> str:
    """Format a setting's value as short as possible: 0.0814, 128, flip."""
    return f"{value:.3g}" if isinstance(value, float) else str(value)


def parallel_coordinates(trials: Sequence[SweepTrial], plan: SweepPlan) -> Any:
    """Draw the ended trials of a search, at least one, with the best on top."""
    import altair as alt

    ended = drawable(trials)
    ends = (floor(trials), max(trial.reached for trial in ended))
    x = _axis([*map(title_of, plan.searched), RIGHT])
    y = alt.Y("place:Q", axis=None, scale=alt.Scale(domain=[-0.12, 1.12], nice=False))
    lines = alt.Chart(alt.InlineData(values=_lines(ended, plan, ends))).mark_line()
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
            *(alt.Tooltip(f"{title_of(name)}:N") for name in plan.searched),
        ],
    )
    marks = alt.Chart(alt.InlineData(values=_marks(plan, ends)))
    labels = marks.mark_text(fontSize=11, fontWeight=600, color=MUTED).encode(
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
    ended: Sequence[SweepTrial], plan: SweepPlan, ends: tuple[float, float]
) -> list[dict[str, Any]]:
    """Return one row per trial and axis; the best trial comes last."""
    done = [trial for trial in ended if trial.state is TrialState.DONE]
    best = max(done, key=lambda trial: trial.reached) if done else None
    rows = []
    for trial in sorted(ended, key=lambda each: (each is best, each.reached)):
        values = {title_of(name): trial.settings[name] for name in plan.searched}
        places = {
            title_of(name): _place(plan, name, trial.settings[name]) for name in plan.searched
        }
        places[RIGHT] = _between(max(trial.reached, ends[0]), *ends)
        shown = {title: written(value) for title, value in values.items()} | {
            "trial": trial.number,
            "accuracy": trial.reached,
            "group": "best" if trial is best else trial.state,
        }
        rows += [shown | {"axis": axis, "place": place} for axis, place in places.items()]
    return rows


def _marks(plan: SweepPlan, ends: tuple[float, float]) -> list[dict[str, Any]]:
    """Return the labels along the axes: both ends of a range, or every name."""
    marks = [
        {"axis": RIGHT, "place": place, "text": percent(value)}
        for place, value in zip((BELOW, ABOVE), ends, strict=True)
    ]
    for name in plan.searched:
        if name in plan.names:
            texts = {_place(plan, name, each) + 0.04: each for each in plan.names[name]}
        else:
            texts = dict(zip((BELOW, ABOVE), map(written, plan.numbers[name]), strict=True))
        marks += [
            {"axis": title_of(name), "place": place, "text": text} for place, text in texts.items()
        ]
    return marks


def _place(plan: SweepPlan, name: str, value: Any) -> float:
    """Return the position of a setting's value on its axis, 0 to 1."""
    if name in plan.names:
        tried = plan.names[name]
        return float(tried.index(value) / (len(tried) - 1))
    low, high = plan.numbers[name]
    if name in BY_FACTORS and low > 0:
        low, high, value = math.log(low), math.log(high), math.log(value)
    return _between(value, low, high)


def _between(value: float, low: float, high: float) -> float:
    return (value - low) / (high - low) if high > low else 0.5
