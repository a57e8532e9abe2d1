"""When to believe an answer: accuracy against coverage, and setting the threshold."""

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from app import resources
from app.components.widgets import error_boundary
from app.foreign import literal
from app.formatting import accuracy, count, moment, percent
from app.stages.charts import coverage_chart
from core.evaluation.selective import CoverageCurve, CoveragePoint
from core.input_kind import InputKind
from core.registry import ModelVersion
from core.workflows.photos.ablation import Sample
from core.workflows.photos.folder import Mapped, accepted_classes
from core.workflows.photos.job import AblationJob
from core.workflows.photos.threshold import (
    Threshold,
    calibration_error,
    curve_of,
    forget_threshold,
    main_input_kind,
    of_input_kind,
    threshold_of,
    use_threshold,
)

NOUNS = {
    InputKind.PHOTO: "photos",
    InputKind.DRAWING: "drawings",
    InputKind.PIXELS: "pictures of the dataset",
}


@dataclass(frozen=True)
class _Measured:
    """Accuracy by threshold for the pictures of one input kind, and the threshold in use."""

    job: AblationJob
    version: ModelVersion
    input_kind: InputKind
    threshold: Threshold
    curve: CoverageCurve
    n: int

    @property
    def now(self) -> CoveragePoint:
        return self.curve.at_threshold(self.threshold.in_use)


def show_threshold(job: AblationJob, samples: Sequence[Sample]) -> None:
    """Show how accuracy changes with coverage, and let a person set the threshold."""
    st.subheader("When to believe an answer", anchor=False)
    st.markdown(
        "The model answers if a picture looks familiar enough, and otherwise says “I don’t know”. "
        "The fewer pictures it answers, the more often it is right.",
        help=_HOW_TO_READ,
    )
    version, mapping = resources.registry().champion(), job.parameters.mapping
    input_kind = main_input_kind(samples)
    here = of_input_kind(samples, input_kind)
    if not any(accepted_classes(sample.label, mapping) for sample in here):
        st.info("None of these pictures belongs to the ten classes: there is no accuracy to show.")
        return
    threshold, curve = threshold_of(version, input_kind), curve_of(here, mapping)
    measured = _Measured(job, version, input_kind, threshold, curve, len(here))
    left, right = st.columns([7, 4], gap="large")
    with right:
        chosen = _choose(measured)
        _figures(chosen, curve)
        _set(measured, chosen)
    with left:
        st.altair_chart(coverage_chart(curve, measured.now, chosen))
        _beneath(measured, len(samples) - len(here))
        _calibration(here, mapping)


def _choose(measured: _Measured) -> CoveragePoint:
    """Ask for the coverage; the slider starts at the threshold in use."""
    here = min(100, max(1, round(measured.now.coverage * 100)))
    answered = st.slider(
        "Answer this share of the pictures",
        1,
        100,
        here,
        format="%d %%",
        key=f"stages.coverage.{measured.job.id}",
    )
    return measured.now if answered == here else measured.curve.at_coverage(answered / 100)


def _figures(point: CoveragePoint, curve: CoverageCurve) -> None:
    row = st.container(horizontal=True, gap="large")
    row.metric("Right when answered", _right(point), help=_RIGHT)
    if point.false_acceptance is not None:
        row.metric(
            "None of the ten, answered",
            percent(point.false_acceptance, 0),
            help=_FALSE_ACCEPTANCE.format(count(len(curve.outliers))),
        )
    st.caption(
        f"{count(point.answered)} of {count(curve.n)} are answered: those with a familiarity of "
        f"{point.threshold:.3f} or more."
    )


def _right(point: CoveragePoint) -> str:
    return "–" if point.accuracy is None else accuracy(point.accuracy, digits=0)


def _beneath(measured: _Measured, left_out: int) -> None:
    now, half = measured.now, measured.curve.at_coverage(0.5)
    others = f" {count(left_out)} others are left out: they have their own threshold."
    st.caption(
        f"The ring marks the threshold in use for {NOUNS[measured.input_kind]}: it answers "
        f"{percent(now.coverage, 0)}, {_right(now)} of them right. Of the most familiar half, "
        f"{_right(half)} are right." + (others if left_out else "")
    )


def _calibration(samples: Sequence[Sample], mapping: Mapped) -> None:
    error = calibration_error(samples, mapping)
    if error is not None:
        st.caption(f"Calibration error {percent(error)}.", help=_CALIBRATION)


def _set(measured: _Measured, point: CoveragePoint) -> None:
    """Offer to use a point's threshold for the champion, or to restore the measured one."""
    job, version, input_kind = measured.job, measured.version, measured.input_kind
    threshold, noun = measured.threshold, NOUNS[measured.input_kind]
    if job.parameters.model != version.name:
        st.info(
            f"These answers are by {literal(job.parameters.model)}; {version.name} is the champion "
            "now. Measure again to set its threshold."
        )
        return
    if st.button(
        "Use this threshold",
        icon=":material/check:",
        type="primary",
        width="stretch",
        disabled=point.answered == measured.now.answered,
    ):
        where = f"{count(measured.n)} pictures of {job.title.removeprefix('The stages, on ')}"
        with error_boundary():
            use_threshold(version, input_kind, point.threshold, where)
            st.rerun()
    if threshold.chosen is None:
        st.caption(f"In use for {noun}: the model's own, {threshold.measured:.3f}.")
        return
    st.caption(
        f"In use for {noun}: {threshold.in_use:.3f}, chosen on "
        f"{literal(threshold.chosen.where)}, {moment(threshold.chosen.when)}."
    )
    if st.button(f"Back to the model's own, {threshold.measured:.3f}", icon=":material/undo:"):
        with error_boundary():
            forget_threshold(version, input_kind)
            st.rerun()


_HOW_TO_READ = (
    "How familiar a picture looks is a number from 0 to 1: its percentile rank among validation "
    "pictures. The curve goes through all pictures in that order (a risk-coverage curve). The band "
    "is the 95 % interval. A threshold chosen on these pictures will do slightly worse on "
    "others."
)
_CALIBRATION = (
    "How far probabilities are from the share of right answers (expected calibration error): at "
    "0 %, exactly 80 % of the answers given with 80 % are right. Few pictures make it look larger "
    "than it is."
)
_RIGHT = "Share of right answers among those given; ± is half the 95 % interval."
_FALSE_ACCEPTANCE = (
    "Of {} pictures outside the ten classes, the share that would get an answer (false acceptance)."
)
