"""Altair charts of learning curves: of one run, of several, of the parts of a job."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.charts.base import LEGEND_ROW, by_epoch, by_share, dot_area, quiet
from app.palette import ACCENT, LINES, MUTED
from core.model_facts import EpochMetrics
from core.workflows.experiments.parts import CurvePoint

CURVES = {"validation": ACCENT, "training": MUTED}


def learning_curves(history: Sequence[EpochMetrics], epochs: int) -> Any:
    """Draw accuracy by epoch on training batches and on validation pictures."""
    import altair as alt

    rows = [
        {"epoch": row.epoch, "accuracy": accuracy, "on": name}
        for row in history
        for name, accuracy in (("validation", row.validation_accuracy), ("training", row.accuracy))
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
    points = base.mark_circle(size=dot_area(history[-1].epoch), opacity=1)
    return quiet(alt.layer(line, points)).properties(height=260)


def curves_together(runs: Mapping[str, Sequence[EpochMetrics]]) -> Any:
    """Draw the validation accuracy of several runs in one chart; title -> history."""
    import altair as alt

    rows = [
        {"run": title, "epoch": row.epoch, "accuracy": row.validation_accuracy}
        for title, history in runs.items()
        for row in history
    ]
    last = max((row.epoch for history in runs.values() for row in history), default=2)
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        x=by_epoch(last),
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
    layers = alt.layer(lines, base.mark_circle(size=dot_area(last) * 0.75, opacity=1))
    return quiet(layers).properties(height=240 + LEGEND_ROW * len(runs))


def part_curves(parts: Mapping[str, Sequence[CurvePoint]], epochs: int, running: str = "") -> Any:
    """Draw the validation accuracy of each part by epoch; the running one is highlighted."""
    import altair as alt

    rows = [
        {
            "name": name,
            "epoch": point.epoch,
            "accuracy": point.validation_accuracy,
            "running": name == running,
        }
        for name, curve in parts.items()
        for point in curve
    ]
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        x=by_epoch(epochs),
        y=by_share("accuracy", "right on validation pictures", ".1%"),
        detail="name:N",
        color=alt.condition("datum.running", alt.value(ACCENT), alt.value(MUTED)),
        opacity=alt.condition("datum.running", alt.value(1), alt.value(0.6)),
        tooltip=[
            alt.Tooltip("name:N", title="Run"),
            alt.Tooltip("epoch:Q", title="Epoch", format="d"),
            alt.Tooltip("accuracy:Q", title="Right", format=".2%"),
        ],
    )
    layers = alt.layer(base.mark_line(strokeWidth=2), base.mark_circle(size=40))
    return quiet(layers).properties(height=240)
