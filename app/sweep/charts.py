"""How a search went, and which settings mattered -> an Altair chart."""

from collections.abc import Mapping, Sequence
from statistics import median
from typing import Any

from app.charts.curves import CURVES, quiet

BEST, OTHER, PALE = CURVES["validation"], CURVES["training"], "#B8AF9F"
SHORT = {
    "learning_rate": "Learning rate",
    "weight_decay": "Weight decay",
    "label_smoothing": "Label smoothing",
    "batch_size": "Batch size",
    "epochs": "Epochs",
    "warmup": "Warm-up",
    "augmentation": "Picture changes",
    "optimizer": "Optimiser",
    "network": "Network",
}
ENDS = {"done": "trained to the end", "pruned": "given up early"}
FARTHEST, SMALLEST_GAP = 4, 0.005  # times from the best to the median; share of pictures
Row = Mapping[str, Any]


def reached(trial: Row) -> float:
    """The validation accuracy of a trial, or of the best epoch of one that was given up."""
    return float(trial["accuracy"] or max(trial["curve"], default=0.0))


def drawable(trials: Sequence[Row]) -> list[Row]:
    """Those that came to an end with something to show."""
    return [trial for trial in trials if trial["state"] in ENDS and reached(trial) > 0]


def floor(trials: Sequence[Row]) -> float:
    """Where charts of accuracy begin: a few failures must not press all others together."""
    values = [reached(trial) for trial in drawable(trials)]
    usual = max(max(values) - median(values), SMALLEST_GAP)
    return max(min(values), max(values) - FARTHEST * usual)


def best_so_far(trials: Sequence[Row]) -> Any:
    """Draw each ended trial's accuracy and, as a stair, the best up to it."""
    import altair as alt

    last = max(trial["number"] for trial in trials)
    base = alt.Chart(alt.InlineData(values=_stairs(trials))).encode(
        x=alt.X(
            "trial:Q",
            title="trial",
            scale=alt.Scale(domain=[1, max(2, last)], padding=8),
            axis=alt.Axis(tickMinStep=1, format="d", grid=False),
        )
    )
    words = list(ENDS.values())
    points = base.mark_point(filled=True, size=60, opacity=1).encode(
        y=_height(trials, "reached"),
        color=alt.Color(
            "end:N",
            scale=alt.Scale(domain=words, range=[BEST, OTHER]),
            legend=alt.Legend(title=None, orient="top", direction="horizontal"),
        ),
        shape=alt.Shape(
            "end:N", scale=alt.Scale(domain=words, range=["circle", "cross"]), legend=None
        ),
        tooltip=[
            alt.Tooltip("trial:Q", title="Trial", format="d"),
            alt.Tooltip("reached:Q", title="Right", format=".2%"),
            alt.Tooltip("end:N", title="It was"),
        ],
    )
    stair = base.mark_line(interpolate="step-after", strokeWidth=2, color=BEST, opacity=0.5)
    return quiet(alt.layer(stair.encode(y=_height(trials, "best")), points)).properties(height=240)


def _height(trials: Sequence[Row], name: str) -> Any:
    import altair as alt

    low, high = floor(trials), max(reached(trial) for trial in drawable(trials))
    room = max(high - low, SMALLEST_GAP) / 12  # so that no point lies on the frame
    return alt.Y(
        f"{name}:Q",
        title="right on validation pictures",
        scale=alt.Scale(domain=[low - room, high + room], clamp=True),
        axis=alt.Axis(format=".1%", tickCount=5),
    )


def _stairs(trials: Sequence[Row]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    best: float | None = None
    for trial in drawable(trials):
        if trial["state"] == "done":
            best = max(best or 0.0, reached(trial))
        rows.append(
            {
                "trial": trial["number"],
                "reached": reached(trial),
                "best": best,
                "end": ENDS[trial["state"]],
            }
        )
    return rows


def importance_bars(found: Sequence[Row]) -> Any:
    """Draw how much each setting decided, with a tick for what chance alone would show."""
    import altair as alt

    rows = [
        dict(each) | {"name": SHORT[each["setting"]], "verdict": _verdict(each)} for each in found
    ]
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        y=alt.Y(
            "name:N",
            sort=None,
            title=None,
            axis=alt.Axis(domain=False, ticks=False, labelLimit=110),
        ),
        tooltip=[
            alt.Tooltip("name:N", title="Setting"),
            alt.Tooltip("share:Q", title="Its share", format=".0%"),
            alt.Tooltip("by_chance:Q", title="Chance alone shows up to", format=".0%"),
            alt.Tooltip("verdict:N", title="So it"),
        ],
    )
    share = alt.X(
        "share:Q",
        title="share",
        scale=alt.Scale(domain=[0, 1]),
        axis=alt.Axis(format="%", tickCount=4),
    )
    bars = base.mark_bar(height=14, cornerRadiusEnd=3).encode(
        x=share,
        color=alt.condition("datum.stands_out", alt.value(BEST), alt.value(PALE)),
    )
    chance = base.mark_tick(thickness=2.5, height=24, color=OTHER).encode(x="by_chance:Q")
    return quiet(alt.layer(bars, chance)).properties(height=34 * len(rows) + 46)


def _verdict(each: Row) -> str:
    return "stands out" if each["stands_out"] else "may be chance"
