"""Show an answer in words, with the model's uncertainty."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.components.bars import class_bars
from app.foreign import literal
from app.formatting import share
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
MIN_TOGETHER = 0.5  # and least probability of the two together: else it is torn between all
CANDIDATES = 3  # classes that an unsure answer names


def show_answer(found: Prediction, truth: str | None, remark: str = "") -> None:
    """Show the answer, how sure it is and why, then the ten bars."""
    st.header(headline(found), anchor=False)
    known_truth = "" if truth is None else f" True label: {literal(truth)}."
    st.markdown(reason(found) + known_truth, help=detail(found) or None)
    if remark:
        st.markdown(remark)
    bars = dict(zip(CLASS_NAMES, found.probabilities.tolist(), strict=True))
    st.html(class_bars(bars, emphasised(found)))


def show_echo(place: DeltaGenerator, found: Prediction) -> None:
    """Show the answer in one line under a canvas, for phones, where the rest is out of view."""
    sure = share(found.probability)
    line = f"{headline(found)} · {sure}" if found.known else headline(found)
    place.html(f'<style>{_ECHO}</style><div class="echo">{line}</div>')


def headline(found: Prediction) -> str:
    if not found.known:
        return "I don’t know"
    return found.label if found.sure else f"Perhaps: {found.label}"


def emphasised(found: Prediction) -> list[str]:
    """Return the classes whose bars matter: one, three, or none if the model abstains."""
    if not found.known:
        return []
    return [name for name, _ in found.ranking()[: 1 if found.sure else CANDIDATES]]


def reason(found: Prediction) -> str:
    """Return in a sentence or two how far to trust the headline, in everybody's words."""
    (first, top), (second, next_), (third, last) = found.ranking()[:CANDIDATES]
    if found.known and found.sure:
        return f"Sure: {share(top)}."
    if found.known:
        return f"{first} {share(top)}, {second} {share(next_)} or {third} {share(last)}."
    if _is_hopeless(found):
        subject = SIMULATED.get(found.input_kind, "pictures")
        return (
            f"This model is wrong on {subject} too often to be trusted; "
            "train one that has seen some."
        )
    if next_ >= TORN * top and top + next_ >= MIN_TOGETHER:
        return f"It is torn between {first} and {second}."
    return "It looks like nothing it has learned."


def detail(found: Prediction) -> str:
    """Return what the reason rests on, for those who ask; empty if there is nothing to add."""
    kind = SIMULATED.get(found.input_kind)
    if found.known:
        return f"Checked on simulated {kind}, not on real ones." if kind and found.sure else ""
    if _is_hopeless(found):
        return ""
    more_typical = share(min(0.99, 1 - found.familiarity))
    checked_on = f"simulated {kind}" if kind else "pictures"
    return (
        f"Unlike the ten classes: less typical than {more_typical} of the {checked_on} it was "
        f"checked on. The closest class is {found.label}."
    )


def _is_hopeless(found: Prediction) -> bool:
    return found.threshold >= HOPELESS
