"""The lineage as a drawn graph, and the list of versions."""

from collections.abc import Callable, Sequence

import streamlit as st

from app import resources
from app.components.callbacks import attempt, show_failure
from app.foreign import literal
from app.formatting import count, counted, dataset_title, moment
from core.data.versions.manifest import Manifest
from core.data.versions.store import Versions
from core.settings import Settings
from core.workflows.data.lineage import VersionNode, as_mermaid


def show_lineage(nodes: Sequence[VersionNode]) -> None:
    """Draw which version was made from which, and which models learned from it."""
    st.mermaid_chart(as_mermaid(nodes))
    models = sum(len(node.models) for node in nodes)
    st.caption(
        f"{counted(len(nodes), 'data version')}, {counted(models, 'model')}. An arrow leads from a "
        "version to the one made from it; a dotted one to a model that learned from it."
    )


def show_versions(nodes: Sequence[VersionNode]) -> None:
    """List the versions, newest first, each with what it changed and what can be done with it."""
    models = {node.name: node.models for node in nodes}
    settings = resources.settings()
    for one in reversed(Versions(settings).intact()):
        _show_version(settings, one, models.get(one.name, ()))
    _show_original(models.get("v1", ()))


def _show_version(settings: Settings, one: Manifest, models: Sequence[str]) -> None:
    retired = Versions(settings).retired(one.name)
    with st.container(border=True):
        row = st.container(horizontal=True, vertical_alignment="center")
        row.markdown(f"**{dataset_title(one.name)}**", width="content")
        if retired:
            row.badge("retired", color="gray")
        by = f" by {literal(one.author)}" if one.author else ""
        row.caption(f"{moment(one.created)}{by}, from {literal(one.parent)}", width="content")
        if one.reason:
            st.markdown(literal(one.reason))
        st.markdown(_in_words(one))
        if models:
            st.caption(f"Learned from it: {literal(', '.join(models))}.")
        _show_actions(settings, one, models, retired is not None)


def _in_words(one: Manifest) -> str:
    counts = one.counts
    changed = [
        f"{counted(number, 'picture')} {verb}"
        for number, verb in (
            (counts.relabelled, "relabelled"),
            (counts.excluded, "left out"),
            (counts.added, "added"),
        )
        if number
    ]
    return (
        f"Against v1: {', '.join(changed)}. {count(counts.train)} to train on, "
        f"{count(counts.validation)} for validation, {count(counts.test)} to test on."
    )


def _show_actions(settings: Settings, one: Manifest, models: Sequence[str], retired: bool) -> None:
    row = st.container(horizontal=True)
    with row.popover("Manifest", icon=":material/description:"):
        st.caption("SHA-256 of all pixels and labels")
        st.code(one.hash, language=None)
        for step in one.steps:
            words = ", ".join(f"{name} {value}" for name, value in step.parameters.items())
            st.markdown(f"**{literal(step.name)}** · {literal(words)} · {literal(step.hash[:12])}")
    if retired:
        _button(row, settings, "Offer again", "undo", one.name, [])
    else:
        _button(row, settings, "Retire", "archive", one.name, models)
    show_failure(f"retire.{one.name}")


def _button(
    row: st.delta_generator.DeltaGenerator,
    settings: Settings,
    label: str,
    icon: str,
    name: str,
    models: Sequence[str],
) -> None:
    versions = Versions(settings)

    def act() -> None:
        if label == "Retire":
            versions.retire(name, "", models)
        else:
            versions.bring_back(name)

    row.button(
        label,
        icon=f":material/{icon}:",
        key=f"{label}.{name}",
        on_click=lambda: _attempt(name, act),
        help="A retired version is no longer offered for training; its files stay.",
    )


def _attempt(name: str, act: Callable[[], None]) -> None:
    attempt(f"retire.{name}", act)


def _show_original(models: Sequence[str]) -> None:
    with st.container(border=True):
        st.markdown(f"**{dataset_title('v1')}, v1**")
        st.markdown(
            "70,000 pictures as published on 25 August 2017. Verified by hash at every load; "
            "nothing here ever writes to it."
        )
        if models:
            st.caption(f"Learned from it: {literal(', '.join(models))}.")
