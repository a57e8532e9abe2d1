"""ROC and precision-recall of a chosen class against the others."""

import streamlit as st

from app.evaluate.charts import precision_recall_chart, roc_chart
from app.evaluate.numbers import hint
from app.foreign import literal
from app.palette import ORDER
from core.data.classes import CLASS_NAMES
from core.evaluation.estimate import Estimate
from core.evaluation.ranks import one_against_rest
from core.workflows.evaluate.evaluation import Evaluated

CLASS = "class"  # the query parameter
KEY = "evaluate.class"


def show_ranks(found: Evaluated) -> None:
    """Show both curves; another class reruns this part of the page only."""
    st.fragment(_show)(found)


def _show(found: Evaluated) -> None:
    name = _ask_class(found)
    one = found.found.classes[CLASS_NAMES.index(name)]
    if one.auroc is None or one.average_precision is None:
        st.markdown("These curves need pictures of this class and of others.")
        return
    positive = found.labels == one.label
    curve = one_against_rest(found.probabilities[:, one.label].astype(float), positive)
    left, right = st.columns(2, gap="large")
    with left:
        _titled("ROC", "AUROC", one.auroc)
        st.altair_chart(roc_chart(curve), width="stretch")
    with right:
        _titled("Precision and recall", "average precision", one.average_precision)
        st.altair_chart(precision_recall_chart(curve), width="stretch")


def _titled(title: str, metric: str, found: Estimate) -> None:
    value = f"{found.value * 100:.1f}"
    st.markdown(f"**{title}** · {metric} {value}", help=literal(hint("auroc", found)))


def _ask_class(found: Evaluated) -> str:
    asked = st.query_params.get(CLASS, "")
    if st.session_state.get(KEY) not in ORDER:
        st.session_state[KEY] = asked if asked in ORDER else _hardest(found)
    name = st.selectbox("Class", ORDER, key=KEY, width=260)
    if name == _hardest(found):
        st.query_params.pop(CLASS, None)
    else:
        st.query_params[CLASS] = name
    return str(name)


def _hardest(found: Evaluated) -> str:
    """Return the class with the lowest F1: the curves of the others hug the corner."""
    measured = [one for one in found.found.classes if one.f1 is not None]
    return CLASS_NAMES[min(measured, key=lambda one: one.f1.value if one.f1 else 1.0).label]
