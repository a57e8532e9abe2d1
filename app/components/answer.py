"""An answer in words, with as much doubt as the model has."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.components.bars import class_bars
from app.formatting import share
from core.data.classes import CLASS_NAMES
from core.predictor import Prediction

# Beside the canvas on a wide screen the answer itself is in sight.
_ECHO = """
.echo { font-size: 1.1rem; font-weight: 600; }
@media (min-width: 640px) { .echo { display: none; } }
"""
HOPELESS = 0.95  # from this familiarity on hardly any picture is ever known
IMITATED = {"photo": "photos", "drawing": "drawings"}  # what it was checked on imitations of
TORN = 0.6  # the runner-up has at least this share of the winner's probability


def show_answer(found: Prediction, truth: str | None, remark: str = "") -> None:
    """Say what it is, how sure that is, and why not where it is not; then the ten bars."""
    st.header(headline(found), anchor=False)
    st.markdown(reason(found))
    if remark:
        st.markdown(remark)
    if truth is not None:
        st.caption(f"It is labelled: {truth}")
    bars = dict(zip(CLASS_NAMES, found.probabilities.tolist(), strict=True))
    st.html(class_bars(bars))


def show_echo(place: DeltaGenerator, found: Prediction) -> None:
    """Say the answer in a line right under a canvas, where a phone shows nothing else of it."""
    sure = share(found.probability)
    said = f"{headline(found)} · {sure}" if found.known else f"{headline(found)} · {found.label}?"
    place.html(f'<style>{_ECHO}</style><div class="echo">{said}</div>')


def headline(found: Prediction) -> str:
    if not found.known:
        return "I don’t know"
    return found.label if found.sure else f"Perhaps: {found.label}"


def reason(found: Prediction) -> str:
    """Say in one or two sentences how far to believe the headline."""
    (first, top), (second, next_), (third, last) = found.ranking()[:3]
    if found.known and found.sure:
        return f"Sure: {share(top)}.{_as_checked(found)}"
    if found.known:
        return f"{first} {top:.0%}, {second} {next_:.0%} or {third} {last:.0%}."
    why = _why_not(found)
    if next_ >= TORN * top:
        return f"Torn between {first} and {second}. {why}"
    return f"{why} The nearest is {first}."


def _as_checked(found: Prediction) -> str:
    """Say what a percentage was fitted on, where the real thing is harder."""
    kind = IMITATED.get(found.road)
    return f" That was checked on imitated {kind}; real ones are harder." if kind else ""


def _why_not(found: Prediction) -> str:
    """Say why a picture is not known: too strange, or the model is not good enough for any."""
    kind = IMITATED.get(found.road)
    if found.needed >= HOPELESS:
        subject = kind or "pictures"
        return (
            f"On {subject} this model is wrong too often to be believed; "
            "train one that has seen some."
        )
    stranger = f"{min(0.99, 1 - found.familiarity):.0%}"
    checked_on = f"imitated {kind}" if kind else "pictures"
    return f"It looks stranger than {stranger} of the {checked_on} the model was checked on."
