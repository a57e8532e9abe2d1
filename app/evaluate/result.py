"""The whole result: headline, metrics, confusion matrix, classes, curves."""

from collections.abc import Sequence

import streamlit as st

from app.evaluate.cell import show_confusion
from app.evaluate.charts import coverage_chart, reliability_chart
from app.evaluate.numbers import hint, interval, short
from app.evaluate.ranks import show_ranks
from app.evaluate.reading import how_to_read
from app.evaluate.tables import show_classes, show_metrics
from app.foreign import literal
from app.formatting import count, percent
from core.evaluation.estimate import Estimate
from core.workflows.evaluate.evaluation import Evaluated

SHOWN = "evaluate.shown"


def show_result(found: Sequence[Evaluated]) -> None:
    """Show evaluations of models on the same pictures: a table of all, the details of one."""
    left, right = st.columns([5, 6], gap="large")
    with left:
        _headline(found[0])
        show_metrics(found)
        _notes(found)
        how_to_read()
    one = _ask_shown(found, right)
    with right:
        st.subheader("What is taken for what", anchor=False)
        show_confusion(one)
    st.subheader("Class by class", anchor=False)
    show_classes(one)
    st.caption("A class opens its pictures in Explore. Point at a number for its interval.")
    _show_probabilities(one)
    st.subheader("One class against the rest", anchor=False)
    show_ranks(one)


def _headline(found: Evaluated) -> None:
    right = found.found.accuracy
    st.header(f"{percent(right.value)} right", anchor=False)
    st.markdown(
        f"{literal(found.model)} answers {count(int(found.found.confusion.trace()))} of "
        f"{count(found.found.n)} pictures of {literal(found.chosen.title)} right. On other "
        f"pictures of this kind, expect {interval('accuracy', right)}."
    )


def _notes(found: Sequence[Evaluated]) -> None:
    for note in dict.fromkeys(note for one in found for note in one.notes):
        st.caption(literal(note))
    for one in found:
        if one.leaks is not None:
            st.caption(f"{literal(one.model)}: {literal(one.leaks.in_words())}")
    if found[0].leaks is None and found[0].chosen.split == "test":
        st.caption(
            "Check this version on the page Versions to see what near-duplicates of training "
            "pictures add to the accuracy."
        )


def _ask_shown(found: Sequence[Evaluated], place: st.delta_generator.DeltaGenerator) -> Evaluated:
    """Ask whose details are shown, where there are several models."""
    names = [literal(one.model) for one in found]
    if len(names) == 1:
        return found[0]
    if st.session_state.get(SHOWN) not in names:
        st.session_state[SHOWN] = names[0]
    chosen = place.segmented_control("Details of", names, key=SHOWN, required=True)
    return found[names.index(str(chosen))]


def _show_probabilities(found: Evaluated) -> None:
    left, right = st.columns(2, gap="large")
    with left:
        st.subheader("Can its probabilities be believed?", anchor=False)
        _error("Calibration error", found.found.calibration_error, found.error_before)
        st.altair_chart(reliability_chart(found), width="stretch")
    with right:
        st.subheader("Would it be better to say less?", anchor=False)
        half = found.found.coverage.at_coverage(0.9)
        if half.accuracy:
            st.markdown(
                f"Answering the surest {percent(half.coverage, 0)}, it is right on "
                f"{percent(half.accuracy.value)}."
            )
        st.altair_chart(coverage_chart(found.found.coverage), width="stretch")


def _error(title: str, after: Estimate, before: Estimate) -> None:
    name = "calibration_error"
    st.markdown(
        f"{title} {short(name, after)}; {short(name, before)} without the temperature.",
        help=literal(hint(name, after)),
    )
