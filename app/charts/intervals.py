"""An Altair chart of repeated measurements with their mean and its interval."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.charts.base import quiet
from app.palette import ACCENT, MUTED
from core.evaluation.repeats import Spread


@dataclass(frozen=True)
class Measured:
    """Accuracies by the name of the run, and their mean with its interval."""

    accuracies: Mapping[str, float]
    spread: Spread


def dots(rows: Mapping[str, Measured]) -> Any:
    """Draw each accuracy as a dot over the mean and its 95 % interval, one row per split."""
    import altair as alt

    points = [
        {"row": row, "name": name, "accuracy": accuracy}
        for row, found in rows.items()
        for name, accuracy in found.accuracies.items()
    ]
    means = [_mean(row, found.spread) for row, found in rows.items()]
    y = alt.Y(
        "row:N",
        sort=list(rows),
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
    band = interval.mark_bar(height=18, color=ACCENT, opacity=0.22, cornerRadius=3).encode(
        x=alt.X("low:Q"), x2="high:Q"
    )
    mean = interval.mark_tick(thickness=3, height=26, color=ACCENT).encode(x="mean:Q")
    drawn = alt.Chart(alt.InlineData(values=points)).mark_circle(size=70, opacity=0.9, color=MUTED)
    drawn = drawn.encode(
        x=x,
        y=y,
        tooltip=[
            alt.Tooltip("name:N", title="Run"),
            alt.Tooltip("accuracy:Q", title="Right", format=".2%"),
        ],
    )
    return quiet(alt.layer(band, mean, drawn)).properties(height=48 * len(rows) + 46)


def _mean(row: str, found: Spread) -> dict[str, Any]:
    low = found.mean if found.low is None else max(0.0, found.low)
    high = found.mean if found.high is None else min(1.0, found.high)
    return {"row": row, "mean": found.mean, "low": low, "high": high}
