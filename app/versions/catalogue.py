"""The catalogue of versions and the data dictionary, to read and as JSON."""

import streamlit as st

from app import resources
from app.foreign import literal
from app.formatting import count, counted, dataset_title, moment
from app.versions.html_table import show_table
from core.data.dictionary import Dictionary
from core.workflows.data.catalogue import Catalogue, Entry, catalogue

HASH_SHOWN = 12  # characters of a SHA-256
_VERSIONS = ("Version", "Made", "Why", "Changes", "Train", "Validation", "Test", "Models", "Hash")
_COLUMNS = ("Column", "Type", "Values", "From")


def show_catalogue() -> None:
    """Show every version in one table, then what each column of an export means."""
    found = catalogue(resources.settings(), resources.registry())
    row = st.container(horizontal=True, vertical_alignment="center")
    row.subheader("Catalogue", anchor=False, width="stretch")
    _offer(row, found)
    _show_versions(found)
    st.subheader("Data dictionary", anchor=False)
    _show_dictionary(found.dictionary)


def _offer(row: st.delta_generator.DeltaGenerator, found: Catalogue) -> None:
    row.download_button(
        "Download as JSON",
        found.as_json(),
        file_name="catalogue.json",
        mime="application/json",
        icon=":material/download:",
        help="The versions with all their steps and hashes, and the data dictionary.",
        on_click="ignore",
    )


def _show_versions(found: Catalogue) -> None:
    show_table(_VERSIONS, map(_cells, found.versions), "Catalogue of the data versions")
    checked = [one for one in found.versions if one.checked]
    for one in checked:
        st.caption(f"Checks of {dataset_title(one.name)}: {literal(one.checked)}")


def _cells(one: Entry) -> tuple[str, ...]:
    counts = one.counts
    return (
        f"{one.name} (retired)" if one.retired else one.name,
        _made(one),
        one.reason,
        _changes(one),
        count(counts.train),
        count(counts.validation),
        count(counts.test),
        ", ".join(one.models) or "none",
        one.hash[:HASH_SHOWN],
    )


def _made(one: Entry) -> str:
    if not one.parent:
        return f"25 Aug 2017, {one.author}"
    by = f", {one.author}" if one.author else ""
    return f"from {one.parent}, {moment(one.created)}{by}"


def _changes(one: Entry) -> str:
    parts = (
        (one.counts.relabelled, "relabelled"),
        (one.counts.excluded, "left out"),
        (one.counts.added, "added"),
    )
    changed = [f"{count(number)} {verb}" for number, verb in parts if number]
    return ", ".join(changed) or "as published"


def _show_dictionary(found: Dictionary) -> None:
    height, width = found.shape
    st.markdown(
        f"{counted(found.pictures, 'picture')} of {int(height)}×{int(width)} pixels in v1, in ten "
        f"classes: {literal(', '.join(found.classes))}. Validation has "
        f"{count(found.validation_per_class)} of each, drawn with the seed "
        f"{int(found.split_seed)}. Exports of Explore have these columns:"
    )
    rows = ((one.name, one.type, one.values, one.source) for one in found.columns)
    show_table(_COLUMNS, rows, "Data dictionary")
