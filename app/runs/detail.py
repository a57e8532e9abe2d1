"""Show one run, with its tags and note."""

from collections.abc import Sequence

import streamlit as st

from app import navigation, resources
from app.components.reads import show_reads_of
from app.components.widgets import error_boundary
from app.foreign import literal
from app.formatting import accuracy, count, dataset_title, duration, moment
from app.runs.curves import compare_curves
from app.runs.deletion import delete_button
from app.training_settings import fill_form, title_of
from core.model_files import require_intact
from core.registry import Run, clean_tags
from core.registry.run import MAX_NOTE
from core.training import RECIPES
from core.training.config import require_choice
from core.workflows.train.runs import config_of


def show_run(run: Run, known_tags: Sequence[str]) -> None:
    """Show the details of a run: metrics, curve, tags, note, settings, and its buttons."""
    with st.container(border=True):
        head = st.container(horizontal=True, vertical_alignment="center")
        head.subheader(f"{literal(run.label)}: {literal(run.name)}", anchor=False, width="content")
        if run.champion:
            head.badge("champion", color="green", icon=":material/crown:")
        head.space("stretch")
        if head.button("Repeat", icon=":material/replay:", help=_REPEAT):
            with error_boundary():
                config = config_of(run)
                require_choice("recipe", config.recipe, list(RECIPES))  # the form knows no other
                fill_form(config)
                st.switch_page(navigation.train())
        delete_button([run], head)
        _figures(run)
        show_reads_of(run.label, test_shown=True)
        left, right = st.columns([3, 2], gap="large")
        with left:
            curve = resources.registry().runs.histories([run.id]).get(run.id, ())
            if curve:
                st.altair_chart(compare_curves({run.label: curve}, "validation_accuracy"))
            else:
                st.caption("No curve was saved for this run.")
        with right:
            _words(run, known_tags)
        _settings(run)
        _require_files(run)


def _figures(run: Run) -> None:
    row = st.container(horizontal=True, gap="large")
    for split, title in (
        ("validation", "Right on validation"),
        ("test", "Right on the test split"),
    ):
        if found := run.accuracy(split):
            row.metric(title, accuracy(found))
    row.metric("Fitted in", duration(run.seconds))
    if run.network_size is not None:
        row.metric("Parameters", count(run.network_size))


def _words(run: Run, known_tags: Sequence[str]) -> None:
    with st.form(f"runs.words.{run.id}", border=False):
        tags = st.multiselect(
            "Tags",
            sorted({*known_tags, *run.tags}),
            list(run.tags),
            accept_new_options=True,
            placeholder="Choose or type",
        )
        note = st.text_area("Note", run.note, max_chars=MAX_NOTE, height=110)
        if st.form_submit_button("Save", icon=":material/check:"):
            with error_boundary(), st.spinner("Saving"):
                _save(run, tags, note)
                st.rerun()


def _save(run: Run, tags: Sequence[str], note: str) -> None:
    runs = resources.registry().runs
    if clean_tags(tags) != run.tags:
        runs.set_tags(run.id, tags)
    if note.strip() != run.note:
        runs.set_note(run.id, note)


def _settings(run: Run) -> None:
    st.caption(
        f"Learned from {dataset_title(run.data)} ({literal(run.data)}, hash "
        f"{literal(run.data_hash[:12])}) · {literal(run.device)} · commit {literal(run.commit)} · "
        f"{moment(run.made)} · run {literal(run.short_id)}"
    )
    with st.expander("All settings and the environment"):
        lines = [(title_of(name), text) for name, text in run.parameters.items()]
        lines.append(("Made with", run.environment))
        st.markdown(
            "\n".join(f"- {literal(name)}: {literal(text)}" for name, text in lines if text)
        )


def _require_files(run: Run) -> None:
    """Show an error if the run's record is intact but its model files are not."""
    if run.version:
        with error_boundary():
            require_intact(resources.registry().get(f"v{run.version}").folder)


_REPEAT = "Fills the form of the Train page with this run’s settings."
