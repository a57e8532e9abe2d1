"""Several trainings of one config, by seed or by fold -> an Altair chart."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.charts.curves import by_epoch, by_share, quiet
from app.palette import ORDER
from app.sweep.charts import BEST, OTHER
from core.data.classes import CLASS_NAMES

Row = Mapping[str, Any]
FULL = 0.1  # share of a class from which on a mistake is drawn at its darkest


def part_curves(parts: Sequence[Row], epochs: int) -> Any:
    """Draw the validation accuracy by epoch of every part, the one under way in the accent."""
    import altair as alt

    rows = [
        dict(epoch) | {"name": part["name"], "running": part.get("state") == "running"}
        for part in parts
        for epoch in part["history"]
    ]
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        x=by_epoch(epochs),
        y=by_share("validation_accuracy", "right on validation pictures", ".1%"),
        detail="name:N",
        color=alt.condition("datum.running", alt.value(BEST), alt.value(OTHER)),
        opacity=alt.condition("datum.running", alt.value(1), alt.value(0.6)),
        tooltip=[
            alt.Tooltip("name:N", title="Training"),
            alt.Tooltip("epoch:Q", title="Epoch", format="d"),
            alt.Tooltip("validation_accuracy:Q", title="Right", format=".2%"),
        ],
    )
    layers = alt.layer(base.mark_line(strokeWidth=2), base.mark_circle(size=40))
    return quiet(layers).properties(height=240)


def dots(values: Mapping[str, Sequence[Row]], spreads: Mapping[str, Row]) -> Any:
    """Draw each accuracy as a dot, a row a split, over the mean and its 95 % interval.

    values: row -> [{"name", "accuracy"}]; spreads: row -> {"mean", "low", "high"}.
    """
    import altair as alt

    rows = [dict(dot) | {"row": row} for row, found in values.items() for dot in found]
    means = [
        dict(found) | {"row": row, "low": max(0.0, found["low"]), "high": min(1.0, found["high"])}
        for row, found in spreads.items()
    ]
    y = alt.Y(
        "row:N",
        sort=list(values),
        title=None,
        axis=alt.Axis(domain=False, ticks=False, labelLimit=90),
    )
    x = alt.X(
        "accuracy:Q",
        title="right answers",
        scale=alt.Scale(zero=False, nice=True),
        axis=alt.Axis(format=".1%", tickCount=4),
    )
    interval = alt.Chart(alt.InlineData(values=means)).encode(y=y)
    band = interval.mark_bar(height=18, color=BEST, opacity=0.22, cornerRadius=3).encode(
        x=alt.X("low:Q"), x2="high:Q"
    )
    mean = interval.mark_tick(thickness=3, height=26, color=BEST).encode(x="mean:Q")
    points = alt.Chart(alt.InlineData(values=rows)).mark_circle(size=70, opacity=0.9, color=OTHER)
    points = points.encode(
        x=x,
        y=y,
        tooltip=[
            alt.Tooltip("name:N", title="Training"),
            alt.Tooltip("accuracy:Q", title="Right", format=".2%"),
        ],
    )
    return quiet(alt.layer(band, mean, points)).properties(height=48 * len(values) + 46)


def confusion_tiles(confusion: Sequence[Sequence[int]]) -> Any:
    """Draw what each class (a row) was called, as shares of the row; right answers are left out.

    confusion: counts (10, 10), truth by answer, in the order of the labels.
    """
    import altair as alt

    rows = [
        {
            "truth": CLASS_NAMES[i],
            "called": CLASS_NAMES[j],
            "count": n,
            "share": n / max(1, sum(row)),
        }
        for i, row in enumerate(confusion)
        for j, n in enumerate(row)
        if i != j
    ]
    axis = alt.Axis(domain=False, ticks=False, labelAngle=-90, grid=False, labelLimit=90)
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        x=alt.X("called:N", sort=list(ORDER), title="was called", axis=axis),
        y=alt.Y(
            "truth:N",
            sort=list(ORDER),
            title=None,
            axis=alt.Axis(domain=False, ticks=False, grid=False, labelLimit=90),
        ),
        tooltip=[
            alt.Tooltip("truth:N", title="It is labelled"),
            alt.Tooltip("called:N", title="It was called"),
            alt.Tooltip("count:Q", title="Pictures", format="d"),
            alt.Tooltip("share:Q", title="Share of its class", format=".1%"),
        ],
    )
    strength = alt.Opacity(
        "share:Q", scale=alt.Scale(domain=[0, FULL], range=[0.05, 1], clamp=True), legend=None
    )
    tiles = base.mark_rect(color=BEST, cornerRadius=2).encode(opacity=strength)
    return quiet(tiles).properties(height=340)
