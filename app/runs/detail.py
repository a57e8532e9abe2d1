"""One run: what it was, a person's words about it, and the way to delete and undo."""

from collections.abc import Sequence

import streamlit as st

from app import navigation, resources
from app.components.widgets import sentences
from app.formatting import accuracy, count, duration, moment
from app.runs.curves import compare_curves
from app.runs.settings import plainly
from app.runs.table import untick
from app.train.form import fill_form
from core.data import TITLES
from core.model_files import require_whole
from core.registry import Run, clean_tags
from core.registry.run import LONGEST_NOTE
from core.training import RECIPES
from core.training.config import require_choice
from core.workflows.train.runs import config_of

_UNDO = "kept.runs.undo"
DELETED_SHOWN = 20


def show_run(run: Run, known_tags: Sequence[str]) -> None:
    """Show one run whole: figures, curve, tags and note, settings, and what to do with it."""
    with st.container(border=True):
        head = st.container(horizontal=True, vertical_alignment="center")
        head.subheader(f"{run.label}: {run.name}", anchor=False, width="content")
        if run.champion:
            head.badge("champion", color="green", icon=":material/crown:")
        head.space("stretch")
        if head.button("Repeat", icon=":material/replay:", help=_REPEAT):
            with sentences():
                config = config_of(run)
                require_choice("recipe", config.recipe, list(RECIPES))  # the form knows no other
                fill_form(config)
                st.switch_page(navigation.train())
        delete_button([run], head)
        _figures(run)
        left, right = st.columns([3, 2], gap="large")
        with left:
            curve = resources.registry().runs.histories([run.id]).get(run.id, ())
            if curve:
                st.altair_chart(compare_curves({run.label: curve}, "validation_accuracy"))
            else:
                st.caption("No curve was kept of this run.")
        with right:
            _words(run, known_tags)
        _settings(run)
        _require_files(run)


def _figures(run: Run) -> None:
    test, validation = run.scores("test"), run.scores("validation")
    row = st.container(horizontal=True, gap="large")
    for title, scores in (("Right on validation", validation), ("Right on the test split", test)):
        if "accuracy_low" in scores:
            row.metric(title, accuracy(scores))
    row.metric("Fitted in", duration(run.seconds))
    if size := run.parameters.get("parameters", ""):
        row.metric("Parameters", count(int(size)) if size.isdecimal() else size)


def _words(run: Run, known_tags: Sequence[str]) -> None:
    with st.form(f"runs.words.{run.id}", border=False):
        tags = st.multiselect(
            "Tags",
            sorted({*known_tags, *run.tags}),
            list(run.tags),
            accept_new_options=True,
            placeholder="Choose or write",
        )
        note = st.text_area("Note", run.note, max_chars=LONGEST_NOTE, height=110)
        if st.form_submit_button("Save", icon=":material/check:"):
            with sentences(), st.spinner("Saving"):
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
        f"Learned from {TITLES.get(run.data, run.data)} ({run.data}, hash {run.data_hash[:12]}) · "
        f"{run.facts.get('device', 'device unknown')} · commit "
        f"{run.facts.get('commit', 'unknown')} · {moment(run.started)} · run {run.short_id}"
    )
    with st.expander("All settings and what it was made with"):
        lines = {plainly(name): text for name, text in run.parameters.items()}
        lines["Made with"] = run.facts.get("environment", "")
        st.markdown("\n".join(f"- {name}: `{text}`" for name, text in lines.items() if text))


def _require_files(run: Run) -> None:
    """Say so where the record is whole and the model's files are not."""
    if run.version:
        with sentences():
            require_whole(resources.registry().get(f"v{run.version}").folder)


def delete_button(runs: Sequence[Run], place: st.delta_generator.DeltaGenerator) -> None:
    champion = next((run for run in runs if run.champion), None)
    words = "Delete" if len(runs) == 1 else f"Delete all {len(runs)}"
    hint = f"{champion.label} is the champion: it answers on the first page." if champion else None
    if place.button(words, icon=":material/delete:", disabled=champion is not None, help=hint):
        with sentences(), st.spinner("Deleting"):
            gone = []
            try:
                gone += [resources.registry().runs.delete(run.id) for run in runs]
            finally:
                st.session_state[_UNDO] = gone
            untick()
            st.rerun()


def offer_undo() -> None:
    """Say what was just deleted, with the way back."""
    gone: Sequence[Run] = st.session_state.get(_UNDO, ())
    if not gone:
        return
    row = st.container(horizontal=True, vertical_alignment="center", border=True)
    names = ", ".join(f"{run.label} ({run.name})" for run in gone)
    whose = "its model" if len(gone) == 1 else "their models"
    row.markdown(f"Deleted {names}, and {whose} with it.", width="content")
    if row.button("Undo", icon=":material/undo:"):
        bring_back(gone)
    if row.button("Close", type="tertiary", help="They can be brought back below at any time."):
        del st.session_state[_UNDO]
        st.rerun()


def show_deleted(runs: Sequence[Run]) -> None:
    """List what was deleted, on any visit, with the way back."""
    if not runs:
        return
    with st.expander(f"Deleted ({len(runs)})", icon=":material/delete:"):
        for run in runs[:DELETED_SHOWN]:
            row = st.container(horizontal=True, vertical_alignment="center")
            row.markdown(f"**{run.label}** {run.name}", width="content")
            row.caption(moment(run.started), width="content")
            if row.button("Bring back", key=f"runs.back.{run.id}", icon=":material/undo:"):
                bring_back([run])


def bring_back(runs: Sequence[Run]) -> None:
    with sentences(), st.spinner("Bringing back"):
        for run in runs:
            resources.registry().runs.restore(run.id)
        st.session_state.pop(_UNDO, None)
        untick(())
        st.rerun()


_REPEAT = "Fills the form of the Train page with this run’s settings."
