"""Show an answer in words, with the model's uncertainty."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.components.bars import class_bars
from app.foreign import literal
from app.formatting import percent, share
from core.data.classes import CLASS_NAMES
from core.input_kind import InputKind
from core.predictor import Prediction

# On a wide screen the answer itself is visible beside the canvas.
_ECHO = """
.echo { font-size: 1.1rem; font-weight: 600; }
@media (min-width: 640px) { .echo { display: none; } }
"""
HOPELESS = 0.95  # at a threshold this high, hardly any picture is answered
SIMULATED = {InputKind.PHOTO: "photos", InputKind.DRAWING: "drawings"}
TORN = 0.6  # least share of the top probability that the runner-up must have


def show_answer(found: Prediction, truth: str | None, remark: str = "") -> None:
    """Show the answer, how sure it is and why, then the ten bars."""
    st.header(headline(found), anchor=False)
    st.markdown(reason(found))
    if remark:
        st.markdown(remark)
    if truth is not None:
        st.caption(f"True label: {literal(truth)}")
    bars = dict(zip(CLASS_NAMES, found.probabilities.tolist(), strict=True))
    st.html(class_bars(bars))


def show_echo(place: DeltaGenerator, found: Prediction) -> None:
    """Show the answer in one line under a canvas, for phones, where the rest is out of view."""
    sure = share(found.probability)
    line = f"{headline(found)} · {sure}" if found.known else f"{headline(found)} · {found.label}?"
    place.html(f'<style>{_ECHO}</style><div class="echo">{line}</div>')


def headline(found: Prediction) -> str:
    if not found.known:
        return "I don’t know"
    return found.label if found.sure else f"Perhaps: {found.label}"


def reason(found: Prediction) -> str:
    """Return one or two sentences on how far to trust the headline."""
    (first, top), (second, next_), (third, last) = found.ranking()[:3]
    if found.known and found.sure:
        return f"Sure: {share(top)}.{_as_checked(found)}"
    if found.known:
        return f"{first} {share(top)}, {second} {share(next_)} or {third} {share(last)}."
    why = _why_not(found)
    if next_ >= TORN * top:
        return f"Torn between {first} and {second}. {why}"
    return f"{why} The closest class is {first}."


def _as_checked(found: Prediction) -> str:
    """Return a note if the probabilities were calibrated on simulated pictures."""
    kind = SIMULATED.get(found.input_kind)
    return f" Checked on simulated {kind}; real ones are harder." if kind else ""


def _why_not(found: Prediction) -> str:
    """Return why the model abstains: too atypical, or the model is unfit for this input kind."""
    kind = SIMULATED.get(found.input_kind)
    if found.threshold >= HOPELESS:
        subject = kind or "pictures"
        return (
            f"This model is wrong on {subject} too often to be trusted; "
            "train one that has seen some."
        )
    more_typical = percent(min(0.99, 1 - found.familiarity), 0)
    checked_on = f"simulated {kind}" if kind else "pictures"
    return (
        f"Unlike the ten classes: less typical than {more_typical} of the {checked_on} it was "
        "checked on."
    )
