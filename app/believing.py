"""When to believe an answer: accuracy against coverage, and the threshold that a person sets."""

from collections.abc import Sequence

import streamlit as st

from app import resources
from app.stagecharts import coverage_chart
from app.widgets import sentences
from app.words import count, moment
from core.evaluation.coverage import CoverageCurve, CoveragePoint
from core.jobs import Job
from core.registry import ModelVersion
from core.workflows.ablation import Looked
from core.workflows.ablation_job import mapping_of
from core.workflows.coverage import (
    Threshold,
    curve_of,
    forget_threshold,
    threshold_of,
    use_threshold,
)


def show_believing(job: Job, looks: Sequence[Looked]) -> None:
    """Show what answering fewer pictures would give, and let a person set where that begins."""
    st.subheader("When to believe it", anchor=False)
    st.markdown(
        "The model answers where a picture looks familiar enough, and says “I don’t know” "
        "elsewhere. The fewer it answers, the more often it is right.",
        help=_HOW_TO_READ,
    )
    version = resources.registry().champion()
    threshold = threshold_of(version)
    curve = curve_of(looks, mapping_of(job.parameters))
    left, right = st.columns([7, 4], gap="large")
    now = curve.at_threshold(threshold.now)
    with right:
        chosen = _choose(job, curve, now)
        _figures(chosen, curve)
        same = chosen.answered == now.answered
        _set(job, version, threshold, None if same else chosen, len(looks))
    with left:
        st.altair_chart(coverage_chart(curve, now, chosen))
        _beneath(curve, now)


def _choose(job: Job, curve: CoverageCurve, now: CoveragePoint) -> CoveragePoint:
    percent = st.slider(
        "Answer this share of the pictures",
        1,
        100,
        min(100, max(1, round(now.coverage * 100))),
        format="%d %%",
        key=f"stages.coverage.{job.id}",
    )
    return curve.at_coverage(percent / 100)


def _figures(point: CoveragePoint, curve: CoverageCurve) -> None:
    row = st.container(horizontal=True, gap="large")
    row.metric("Right when answered", _share(point), help=_RIGHT)
    if point.alarms is not None:
        n = count(len(curve.strangers))
        row.metric("Strangers answered", f"{point.alarms:.0%}", help=_ALARMS.format(n))
    st.caption(
        f"{count(point.answered)} of {count(curve.n)} are answered: those with a familiarity of "
        f"{point.threshold:.3f} or more."
    )


def _share(point: CoveragePoint) -> str:
    if point.accuracy is None:
        return "–"
    half = (point.accuracy.high - point.accuracy.low) / 2
    return f"{point.accuracy.value:.0%} ± {half * 100:.0f}"


def _beneath(curve: CoverageCurve, now: CoveragePoint) -> None:
    half = curve.at_coverage(0.5)
    st.caption(
        f"The ring is the threshold in use: it answers {now.coverage:.0%}, {_share(now)} of them "
        f"right. Of the most familiar half {_share(half)} are right."
    )


def _set(
    job: Job, version: ModelVersion, threshold: Threshold, point: CoveragePoint | None, n: int
) -> None:
    """Offer to keep a point's threshold for the champion, and the way back to the card's own."""
    if job.parameters["model"] != version.name:
        st.info(
            f"These are answers of {job.parameters['model']}; {version.name} is champion now. "
            "Measure again to set its threshold."
        )
        return
    where = f"{count(n)} pictures of {job.title.removeprefix('The stages, on ')}"
    st.button(
        "Use this threshold",
        icon=":material/check:",
        type="primary",
        width="stretch",
        disabled=point is None,
        on_click=_use,
        args=(version, point.threshold if point else threshold.now, where),
    )
    if threshold.chosen is None:
        st.caption(f"In use: the model's own, {threshold.own:.3f}, from its validation pictures.")
        return
    st.caption(
        f"In use for {version.name}: {threshold.now:.3f}, chosen on {threshold.chosen.where}, "
        f"{moment(threshold.chosen.when)}."
    )
    st.button(
        f"Back to the model's own, {threshold.own:.3f}",
        icon=":material/undo:",
        on_click=_forget,
        args=(version,),
    )


def _use(version: ModelVersion, threshold: float, where: str) -> None:
    with sentences():
        use_threshold(version, max(0.0, threshold), where)


def _forget(version: ModelVersion) -> None:
    with sentences():
        forget_threshold(version)


_HOW_TO_READ = (
    "How familiar a picture looks is a number from 0 to 1: its place among validation pictures. "
    "The curve goes through all pictures in that order (a risk-coverage curve). The band is the "
    "95 % interval. A threshold that was chosen on these very pictures will do a little worse on "
    "others."
)
_RIGHT = "Share of right answers among those given; ± is half of the 95 % interval."
_ALARMS = "Of {} pictures of none of the ten classes, the share that would get an answer."
