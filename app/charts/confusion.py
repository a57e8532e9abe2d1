"""An Altair chart of a confusion matrix."""

from collections.abc import Sequence
from typing import Any

from app.charts.base import quiet
from app.palette import ACCENT, ORDER
from core.data.classes import CLASS_NAMES

FULL = 0.1  # share of a class at which a tile is darkest


def confusion_tiles(confusion: Sequence[Sequence[int]]) -> Any:
    """Draw the predictions for each class (a row) as shares; right answers are left out.

    confusion: counts (10, 10), label by prediction, in the order of the labels.
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
        x=alt.X("called:N", sort=list(ORDER), title="predicted class", axis=axis),
        y=alt.Y(
            "truth:N",
            sort=list(ORDER),
            title=None,
            axis=alt.Axis(domain=False, ticks=False, grid=False, labelLimit=90),
        ),
        tooltip=[
            alt.Tooltip("truth:N", title="True label"),
            alt.Tooltip("called:N", title="Predicted"),
            alt.Tooltip("count:Q", title="Pictures", format="d"),
            alt.Tooltip("share:Q", title="Share of its class", format=".1%"),
        ],
    )
    strength = alt.Opacity(
        "share:Q", scale=alt.Scale(domain=[0, FULL], range=[0.05, 1], clamp=True), legend=None
    )
    tiles = base.mark_rect(color=ACCENT, cornerRadius=2).encode(opacity=strength)
    return quiet(tiles).properties(height=340)
