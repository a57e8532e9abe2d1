"""Delete runs, undo a deletion, and restore runs deleted earlier."""

from collections.abc import Sequence

import streamlit as st

from app import resources
from app.components.trash import DeletedLine, Trash
from app.components.widgets import error_boundary
from app.foreign import literal
from app.runs.table import untick
from core.registry import Run


def delete_button(runs: Sequence[Run], place: st.delta_generator.DeltaGenerator) -> None:
    champion = next((run for run in runs if run.champion), None)
    words = "Delete" if len(runs) == 1 else f"Delete all {len(runs)}"
    hint = (
        f"{literal(champion.label)} is the champion: it answers on the Try it page."
        if champion
        else None
    )
    if place.button(words, icon=":material/delete:", disabled=champion is not None, help=hint):
        with error_boundary(), st.spinner("Deleting"):
            gone: list[Run] = []
            try:
                gone += [resources.registry().runs.delete(run.id) for run in runs]
            finally:
                run_trash().note([run.id for run in gone], _deleted(gone))
            untick()
            st.rerun()


def _deleted(gone: Sequence[Run]) -> str:
    names = ", ".join(f"{run.label} ({run.name})" for run in gone)
    whose = "its model" if len(gone) == 1 else "their models"
    return f"Deleted {names} and {whose}."


def run_trash() -> Trash:
    return Trash("runs", _restore)


def _restore(ids: Sequence[str]) -> None:
    for run_id in ids:
        resources.registry().runs.restore(run_id)
    untick(())


def show_deleted(runs: Sequence[Run]) -> None:
    """List the deleted runs, each with a button to restore it."""
    lines = [DeletedLine(run.id, run.label, run.name, run.made) for run in runs]
    run_trash().show([run.id for run in runs], lines)
