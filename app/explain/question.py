"""What is asked: why this class, or why it and not another; the address follows."""

import streamlit as st

from app.components.widgets import show_error
from app.explain.picture import Shown
from app.palette import ORDER
from core.data.classes import CLASS_NAMES
from core.explanation import Question
from core.predictor import Prediction
from core.workflows.explain.ask import UnknownClass, question_of, usual_question

LABEL, AGAINST = "class", "against"
NONE = "no other"
_LABEL, _AGAINST = "explain.label", "explain.against"


def ask_question(shown: Shown, found: Prediction) -> Question:
    """Ask for the class, and for one to compare it with: by default the answer and the truth."""
    usual = usual_question(found.probabilities, shown.truth)
    question = _asked(usual)
    st.session_state[_LABEL] = CLASS_NAMES[question.label]
    st.session_state[_AGAINST] = NONE if question.against is None else CLASS_NAMES[question.against]
    left, right = st.columns(2)
    left.selectbox("Why", ORDER, key=_LABEL, on_change=_follow)
    others = [name for name in ORDER if name != CLASS_NAMES[question.label]]
    right.selectbox("and not", [NONE, *others], key=_AGAINST, on_change=_follow)
    return question


def _asked(usual: Question) -> Question:
    """Return the question of the address; the usual one if it asks nothing, or nonsense."""
    label, against = st.query_params.get(LABEL), st.query_params.get(AGAINST)
    try:
        return question_of(usual, label, against)
    except UnknownClass as error:
        show_error(str(error))
        return usual


def _follow() -> None:
    label, against = st.session_state[_LABEL], st.session_state[_AGAINST]
    st.query_params[LABEL] = label
    if against in (NONE, label):
        st.query_params.pop(AGAINST, None)
    else:
        st.query_params[AGAINST] = against
