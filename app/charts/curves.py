"""A result -> an Altair chart. One look: no frame, light grid, direct labels."""

from collections.abc import Mapping, Sequence
from typing import Any

CURVES = {"validation": "#B5527B", "training": "#8C8577"}
MANY_EPOCHS = 30
LEGEND_ROW = 22  # pixels: Streamlit takes a legend's height from the picture's
# Several runs in one picture: told apart in both themes and by colour-blind eyes.
LINES = ("#B5527B", "#3B7CC9", "#C07A1C", "#2F9A93", "#8D6AC4", "#5F9433", "#C8453A", "#8C8577")


def learning_curves(history: Sequence[Mapping[str, Any]], epochs: int) -> Any:
    """Draw accuracy by epoch on training batches and on validation pictures, labelled directly."""
    import altair as alt

    rows = [
        {"epoch": row["epoch"], "accuracy": row[key], "on": name}
        for row in history
        for name, key in (("validation", "validation_accuracy"), ("training", "accuracy"))
    ]
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        x=by_epoch(epochs, "epoch (one pass over the pictures)"),
        y=by_share("accuracy", "right answers"),
        color=alt.Color(
            "on:N",
            scale=alt.Scale(domain=list(CURVES), range=list(CURVES.values())),
            legend=alt.Legend(title=None, orient="top", direction="horizontal"),
        ),
        tooltip=[
            alt.Tooltip("on:N", title="On"),
            alt.Tooltip("epoch:Q", title="Epoch", format="d"),
            alt.Tooltip("accuracy:Q", title="Right", format=".1%"),
        ],
    )
    line = base.mark_line(strokeWidth=2.5)
    points = base.mark_circle(size=_dot(rows), opacity=1)
    return quiet(alt.layer(line, points)).properties(height=260)


def curves_together(runs: Mapping[str, Sequence[Mapping[str, Any]]]) -> Any:
    """Draw several runs' accuracy on validation pictures over each other; title -> history."""
    import altair as alt

    rows = [
        {"run": title, "epoch": row["epoch"], "accuracy": row["validation_accuracy"]}
        for title, history in runs.items()
        for row in history
    ]
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        x=by_epoch(max((row["epoch"] for row in rows), default=2)),
        y=by_share("accuracy", "right on validation pictures"),
        color=alt.Color(
            "run:N",
            scale=alt.Scale(domain=list(runs), range=LINES[: len(runs)]),
            legend=alt.Legend(title=None, orient="top", columns=1, labelLimit=340),
        ),
        tooltip=[
            alt.Tooltip("run:N", title="Run"),
            alt.Tooltip("epoch:Q", title="Epoch", format="d"),
            alt.Tooltip("accuracy:Q", title="Right", format=".1%"),
        ],
    )
    lines = base.mark_line(strokeWidth=2.5)
    layers = alt.layer(lines, base.mark_circle(size=_dot(rows) * 0.75, opacity=1))
    return quiet(layers).properties(height=240 + LEGEND_ROW * len(runs))


def by_epoch(epochs: int, title: str = "epoch") -> Any:
    """Lay epochs along, from the first to the last that there will be."""
    import altair as alt

    return alt.X(
        "epoch:Q",
        title=title,
        scale=alt.Scale(domain=[1, max(2, epochs)]),
        axis=alt.Axis(tickMinStep=1, format="d", grid=False),
    )


def by_share(field: str, title: str, form: str = "%") -> Any:
    """Lay a share upwards, not from zero: what matters is the last few per cent."""
    import altair as alt

    return alt.Y(
        f"{field}:Q",
        title=title,
        scale=alt.Scale(zero=False, nice=True),
        axis=alt.Axis(format=form, tickCount=5),
    )


def _dot(rows: Sequence[Mapping[str, Any]]) -> float:
    """Return the area of a point: many epochs would melt into a caterpillar."""
    return 60 if max(row["epoch"] for row in rows) <= MANY_EPOCHS else 10


def quiet(chart: Any) -> Any:
    """Take frame and axis lines away, and most of the grid."""
    return chart.configure_view(strokeWidth=0).configure_axis(gridOpacity=0.35, domain=False)
