"""The training of the shipped model, as an example of a finished run."""

from contextlib import suppress

import streamlit as st

from app import navigation, resources
from app.charts.curves import learning_curves
from app.components.reads import show_reads
from app.formatting import accuracy, count, duration
from app.training_settings import fill_form
from core.errors import ModelUnavailable
from core.model_facts import ModelFacts
from core.training import TrainConfig


def show_shipped_run() -> None:
    """Show what came out and its learning curve; nothing if the shipped files are damaged."""
    with suppress(ModelUnavailable), st.container(border=True):
        _show(resources.registry().shipped().facts())


def _show(facts: ModelFacts) -> None:
    head = st.container(horizontal=True, vertical_alignment="center")
    head.markdown("**The shipped model**")
    head.badge("example", color="gray")
    st.markdown(
        f"{accuracy(facts.test.interval)} right on the test split ({count(facts.test.n)} "
        f"pictures), in {duration(facts.fit_seconds)}."
    )
    show_reads(st.container(horizontal=True), facts, test_shown=True)
    st.altair_chart(learning_curves(facts.history, len(facts.history)))
    if st.button("Use its settings", icon=":material/tune:"):
        fill_form(TrainConfig.from_record(facts.config))
        st.switch_page(navigation.train())
