"""Shared parts of the Altair charts: theme, and axes for shares and epochs."""

from typing import Any

from app.formatting import THIN

MANY_EPOCHS = 30
LEGEND_ROW = 22  # pixels: Streamlit subtracts the legend from the chart's height


# Vega writes shares and counts as app/formatting.py does: 93.2 %, 60,000.
_NUMBERS = {
    "decimal": ".",
    "thousands": ",",
    "grouping": [3],
    "currency": ["", ""],
    "percent": f"{THIN}%",
}


def quiet(chart: Any) -> Any:
    """Remove the frame and axis lines, lighten the grid, and write numbers as the pages do."""
    chart = chart.configure_view(strokeWidth=0).configure_axis(gridOpacity=0.35, domain=False)
    return chart.configure(locale={"number": _NUMBERS})


def by_epoch(epochs: int, title: str = "epoch") -> Any:
    """Return an x axis of epochs, from 1 to `epochs`."""
    import altair as alt

    return alt.X(
        "epoch:Q",
        title=title,
        scale=alt.Scale(domain=[1, max(2, epochs)]),
        axis=alt.Axis(tickMinStep=1, format="d", grid=False),
    )


def by_share(field: str, title: str, form: str = "%") -> Any:
    """Return a y axis of shares that need not start at zero: the last few per cent matter."""
    import altair as alt

    return alt.Y(
        f"{field}:Q",
        title=title,
        scale=alt.Scale(zero=False, nice=True),
        axis=alt.Axis(format=form, tickCount=5),
    )


def dot_area(epochs: int) -> float:
    """Return the area of a point; with many epochs, large points would overlap."""
    return 60 if epochs <= MANY_EPOCHS else 10
