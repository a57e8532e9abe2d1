"""Model versions as a person sees them: figures, lineage, and the change of champion."""

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from app import resources
from app.components.widgets import say_trouble, sentences
from app.formatting import accuracy, count, duration, moment
from app.models.cases import case_popover
from core.data import TITLES
from core.errors import ModelUnavailable
from core.model_files import DRAWING, PHOTO, card_calibrations, chosen_thresholds
from core.registry import CHALLENGER, Change, ModelVersion


def show_champion(version: ModelVersion) -> None:
    """Show the version that answers, with the figures that matter and the way back."""
    facts = version.facts()
    test, dataset = facts["metrics"]["test"], facts["dataset"]
    with st.container(border=True):
        head = st.container(horizontal=True, vertical_alignment="center")
        head.subheader(f"Champion: {version.name}", anchor=False)
        previous = resources.registry().previous_champion()
        if previous is not None:
            head.space("stretch")
            if head.button(f"Roll back to v{previous}", icon=":material/undo:"):
                ask_roll_back(version, previous)
        row = st.container(horizontal=True, gap="large")
        row.metric("Right on the test split", accuracy(test), help=_TEST.format(count(test["n"])))
        row.metric("Known", f"{test['coverage']:.0%}", help=_KNOWN)
        row.metric("Right when known", f"{test['accuracy_when_known']:.1%}")
        row.metric("Calibration error", f"{test['calibration_error']:.1%}", help=_CALIBRATION)
        st.caption(
            f"Recipe {facts['recipe']} · learned from {TITLES[dataset['name']]} · "
            f"{count(facts['parameters'])} parameters · made {moment(facts['created'])}"
        )
        for line in _doubts(version):
            st.caption(line)


def _doubts(version: ModelVersion) -> list[str]:
    """Say from where on the model answers for photos and drawings, and who chose that."""
    own, chosen = card_calibrations(version.folder), chosen_thresholds(version.folder)
    lines = []
    for road, kind in ((PHOTO, "photo"), (DRAWING, "drawing")):
        line = f"Says “I don’t know” to a {kind} whose familiarity is below "
        if road in chosen:
            line += (
                f"{chosen[road].threshold:.2f}, chosen by hand {moment(chosen[road].when)}; "
                f"its card says {own[road].threshold:.2f}."
            )
        else:
            line += f"{own[road].threshold:.2f}, as measured on imitated {kind}s."
        lines.append(line)
    return lines


def show_versions(versions: Sequence[ModelVersion]) -> None:
    """List all versions, newest first, each with its lineage and a way to the title."""
    st.subheader("Versions", anchor=False)
    for version in versions:
        with st.container(border=True):
            try:
                _row(version, version.facts())
            except ModelUnavailable as error:
                st.markdown(f"**{version.name}**")
                say_trouble(str(error))


def _row(version: ModelVersion, facts: dict[str, Any]) -> None:
    test = facts["metrics"]["test"]
    row = st.container(horizontal=True, vertical_alignment="center", gap="medium")
    row.markdown(f"**{version.name}**", width=48)
    row.markdown(
        f"{accuracy(test)} on the test split, {TITLES[facts['dataset']['name']]}", width=300
    )
    made = f"{facts['recipe']}, seed {facts['config']['seed']} · {moment(version.created)}"
    row.caption(made, width=230)
    if version.is_champion:
        row.badge("champion", color="green", icon=":material/crown:")
    elif CHALLENGER in version.aliases:
        row.badge("challenger", color="blue")
    row.space("stretch")
    case_popover(row, version)
    with row.popover("Lineage", icon=":material/account_tree:"):
        _lineage(version, facts)
    if not version.is_champion and row.button("Promote", key=f"promote.{version.number}"):
        ask_promote(version)


def _lineage(version: ModelVersion, facts: dict[str, Any]) -> None:
    dataset = facts["dataset"]
    lines = {
        "Data": f"{TITLES[dataset['name']]} ({dataset['name']}), hash {dataset['hash'][:12]}",
        "Pictures": f"{count(dataset['train'])} to learn, "
        f"{count(dataset['validation'])} to choose, "
        f"{count(dataset['test'])} to report",
        "Network": f"{facts['config']['network']}, {count(facts['parameters'])} parameters",
        "Seed": str(facts["config"]["seed"]),
        "Fitted in": f"{duration(facts['fit_seconds'])} on {facts['device']}",
        "Code": f"commit {facts['commit']}",
        "MLflow run": version.run_id or "not registered yet",
        "Made with": ", ".join(f"{k} {v}" for k, v in facts["environment"].items()),
    }
    st.markdown("\n".join(f"- {name}: {value}" for name, value in lines.items()))


def show_history(changes: Sequence[Change]) -> None:
    """Tell who replaced whom, when, and why, newest first."""
    st.subheader("Changes of champion", anchor=False)
    if not changes:
        st.caption("None so far.")
    for change in reversed(changes):
        st.markdown(
            f"{_what_happened(change)} · {moment(change.when)}  \n"
            f"{change.reason or 'No reason was given.'}"
        )


def _what_happened(change: Change) -> str:
    if change.before is None:
        return f"**v{change.after}** became the first champion"
    verb = "replaced" if change.kind == "promote" else "came back for"
    return f"**v{change.after}** {verb} v{change.before}"


@st.dialog("Make it the champion")
def ask_promote(version: ModelVersion) -> None:
    _ask(
        f"{version.name} will answer on the first page from now on.",
        f"Promote {version.name}",
        lambda reason: resources.registry().promote(version.number, reason),
    )


@st.dialog("Roll back")
def ask_roll_back(version: ModelVersion, previous: int) -> None:
    _ask(
        f"v{previous} will answer again instead of {version.name}.",
        f"Roll back to v{previous}",
        lambda reason: resources.registry().roll_back(reason),
    )


def _ask(consequence: str, verb: str, act: Callable[[str], object]) -> None:
    st.markdown(consequence)
    reason = st.text_input("Why?", max_chars=200, placeholder="for the history below")
    if st.button(verb, type="primary"):
        with sentences():
            act(reason)
            st.rerun()


_TEST = "Of {} pictures that no choice was made with; ± is the 95 % interval."
_KNOWN = "The share of test pictures that it answers without saying “I don’t know”."
_CALIBRATION = (
    "How far its percentages are off: with 0 %, of all answers given with 80 % exactly 80 % are "
    "right (expected calibration error, test split)."
)
