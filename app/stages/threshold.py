"""When to believe an answer: accuracy against coverage, and the threshold that a person sets."""

from collections.abc import Sequence

import streamlit as st

from app import resources
from app.components.widgets import sentences
from app.formatting import count, moment
from app.stages.charts import coverage_chart
from core.evaluation.selective import CoverageCurve, CoveragePoint
from core.jobs import Job
from core.registry import ModelVersion
from core.workflows.photos.ablation import Looked
from core.workflows.photos.folder import Mapped
from core.workflows.photos.job import mapping_of
from core.workflows.photos.threshold import (
    Threshold,
    calibration_error,
    curve_of,
    forget_threshold,
    on_road,
    road_of,
    threshold_of,
    use_threshold,
)

NOUNS = {"photo": "photos", "drawing": "drawings", "pixels": "pictures of the dataset"}


def show_believing(job: Job, looks: Sequence[Looked]) -> None:
    """Show what answering fewer pictures would give, and let a person set where that begins."""
    st.subheader("When to believe it", anchor=False)
    st.markdown(
        "The model answers where a picture looks familiar enough, and says “I don’t know” "
        "elsewhere. The fewer it answers, the more often it is right.",
        help=_HOW_TO_READ,
    )
    version, mapping = resources.registry().champion(), mapping_of(job.parameters)
    road = road_of(looks)
    here = on_road(looks, road)
    if not any(mapping[looked.label.lower()] for looked in here):
        st.info("None of these pictures has a class among the ten: nothing to weigh it against.")
        return
    threshold, curve = threshold_of(version, road), curve_of(here, mapping)
    left, right = st.columns([7, 4], gap="large")
    now = curve.at_threshold(threshold.now)
    with right:
        chosen = _choose(job, curve, now)
        _figures(chosen, curve)
        same = chosen.answered == now.answered
        _set(job, version, road, threshold, None if same else chosen, len(here))
    with left:
        st.altair_chart(coverage_chart(curve, now, chosen))
        _beneath(curve, now, road, len(looks) - len(here))
        _percentages(here, mapping)


def _choose(job: Job, curve: CoverageCurve, now: CoveragePoint) -> CoveragePoint:
    """Ask which share to answer; where the slider is not moved, that is the threshold in use."""
    here = min(100, max(1, round(now.coverage * 100)))
    percent = st.slider(
        "Answer this share of the pictures",
        1,
        100,
        here,
        format="%d %%",
        key=f"stages.coverage.{job.id}",
    )
    return now if percent == here else curve.at_coverage(percent / 100)


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


def _beneath(curve: CoverageCurve, now: CoveragePoint, road: str, left_out: int) -> None:
    half = curve.at_coverage(0.5)
    others = f" {count(left_out)} others are left out: they have a threshold of their own."
    st.caption(
        f"The ring is the threshold in use for {NOUNS[road]}: it answers {now.coverage:.0%}, "
        f"{_share(now)} of them right. Of the most familiar half {_share(half)} are right."
        + (others if left_out else "")
    )


def _percentages(looks: Sequence[Looked], mapping: Mapped) -> None:
    error = calibration_error(looks, mapping)
    if error is not None:
        st.caption(f"Its percentages are off by {error:.1%} here.", help=_PERCENTAGES)


def _set(
    job: Job,
    version: ModelVersion,
    road: str,
    threshold: Threshold,
    point: CoveragePoint | None,
    n: int,
) -> None:
    """Offer to keep a point's threshold for the champion, and the way back to the card's own."""
    if job.parameters["model"] != version.name:
        st.info(
            f"These are answers of {job.parameters['model']}; {version.name} is champion now. "
            "Measure again to set its threshold."
        )
        return
    where = f"{count(n)} pictures of {job.title.removeprefix('The stages, on ')}"
    if st.button(
        "Use this threshold",
        icon=":material/check:",
        type="primary",
        width="stretch",
        disabled=point is None,
    ):
        with sentences():
            use_threshold(version, road, point.threshold if point else threshold.now, where)
            st.rerun()
    if threshold.chosen is None:
        st.caption(f"In use for {NOUNS[road]}: the model's own, {threshold.own:.3f}.")
        return
    st.caption(
        f"In use for {NOUNS[road]}: {threshold.now:.3f}, chosen on {threshold.chosen.where}, "
        f"{moment(threshold.chosen.when)}."
    )
    if st.button(f"Back to the model's own, {threshold.own:.3f}", icon=":material/undo:"):
        with sentences():
            forget_threshold(version, road)
            st.rerun()


_HOW_TO_READ = (
    "How familiar a picture looks is a number from 0 to 1: its place among validation pictures. "
    "The curve goes through all pictures in that order (a risk-coverage curve). The band is the "
    "95 % interval. A threshold that was chosen on these very pictures will do a little worse on "
    "others."
)
_PERCENTAGES = (
    "The expected calibration error: with 0 %, of all answers given with 80 % exactly 80 % are "
    "right. Few pictures make it look larger than it is."
)
_RIGHT = "Share of right answers among those given; ± is half of the 95 % interval."
_ALARMS = "Of {} pictures of none of the ten classes, the share that would get an answer."
