"""Altair charts of a search: its trials, and which settings mattered."""

from collections.abc import Sequence
from statistics import median
from typing import Any

from app.charts.base import quiet
from app.palette import ACCENT, MUTED, PALE
from app.training_settings import title_of
from core.training.search.trials import Importance, SweepTrial, TrialState

ENDS = {TrialState.DONE: "trained to the end", TrialState.PRUNED: "stopped early"}
MAX_DISTANCE, MIN_GAP = 4, 0.005  # multiples of best minus median; share of pictures


def drawable(trials: Sequence[SweepTrial]) -> list[SweepTrial]:
    """Return the trials that ended with an accuracy."""
    return [trial for trial in trials if trial.state in ENDS and trial.reached > 0]


def floor(trials: Sequence[SweepTrial]) -> float:
    """Return where accuracy axes start, so that a few failures do not squeeze the other trials."""
    values = [trial.reached for trial in drawable(trials)]
    usual = max(max(values) - median(values), MIN_GAP)
    return max(min(values), max(values) - MAX_DISTANCE * usual)


def best_so_far(trials: Sequence[SweepTrial]) -> Any:
    """Draw the accuracy of each ended trial and, as a step line, the best so far."""
    import altair as alt

    last = max(trial.number for trial in trials)
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
            scale=alt.Scale(domain=words, range=[ACCENT, MUTED]),
            legend=alt.Legend(title=None, orient="top", direction="horizontal"),
        ),
        shape=alt.Shape(
            "end:N", scale=alt.Scale(domain=words, range=["circle", "cross"]), legend=None
        ),
        tooltip=[
            alt.Tooltip("trial:Q", title="Trial", format="d"),
            alt.Tooltip("reached:Q", title="Right", format=".2%"),
            alt.Tooltip("end:N", title="Outcome"),
        ],
    )
    stair = base.mark_line(interpolate="step-after", strokeWidth=2, color=ACCENT, opacity=0.5)
    return quiet(alt.layer(stair.encode(y=_height(trials, "best")), points)).properties(height=240)


def _height(trials: Sequence[SweepTrial], name: str) -> Any:
    import altair as alt

    low, high = floor(trials), max(trial.reached for trial in drawable(trials))
    room = max(high - low, MIN_GAP) / 12  # keeps points off the frame
    return alt.Y(
        f"{name}:Q",
        title="right on validation pictures",
        scale=alt.Scale(domain=[low - room, high + room], clamp=True),
        axis=alt.Axis(format=".1%", tickCount=5),
    )


def _stairs(trials: Sequence[SweepTrial]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    best: float | None = None
    for trial in drawable(trials):
        if trial.state is TrialState.DONE:
            best = max(best or 0.0, trial.reached)
        rows.append(
            {
                "trial": trial.number,
                "reached": trial.reached,
                "best": best,
                "end": ENDS[trial.state],
            }
        )
    return rows


def importance_bars(found: Sequence[Importance]) -> Any:
    """Draw each setting's importance, with a tick at what chance alone would show."""
    import altair as alt

    rows = [
        {
            "name": title_of(each.setting),
            "share": each.share,
            "by_chance": each.by_chance,
            "stands_out": each.stands_out,
            "verdict": "stands out" if each.stands_out else "may be chance",
        }
        for each in found
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
            alt.Tooltip("share:Q", title="Importance", format=".0%"),
            alt.Tooltip("by_chance:Q", title="By chance alone, up to", format=".0%"),
            alt.Tooltip("verdict:N", title="Verdict"),
        ],
    )
    share = alt.X(
        "share:Q",
        title="importance",
        scale=alt.Scale(domain=[0, 1]),
        axis=alt.Axis(format="%", tickCount=4),
    )
    bars = base.mark_bar(height=14, cornerRadiusEnd=3).encode(
        x=share,
        color=alt.condition("datum.stands_out", alt.value(ACCENT), alt.value(PALE)),
    )
    chance = base.mark_tick(thickness=2.5, height=24, color=MUTED).encode(x="by_chance:Q")
    return quiet(alt.layer(bars, chance)).properties(height=34 * len(rows) + 46)
