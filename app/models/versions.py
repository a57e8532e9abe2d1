"""Show model versions: metrics, lineage, and changes of the champion."""

from collections.abc import Sequence

import streamlit as st

from app import resources
from app.components.promotion import ask_promote, ask_roll_back
from app.components.reads import show_reads
from app.components.widgets import show_error, show_trouble
from app.foreign import literal
from app.formatting import accuracy, count, dataset_title, duration, moment, percent
from app.models.cases import case_popover
from core.errors import ModelUnavailable
from core.input_kind import InputKind
from core.model_facts import ModelFacts
from core.model_files import chosen_thresholds, threshold_trouble
from core.registry import CHALLENGER, Change, ModelVersion


def show_champion(version: ModelVersion) -> None:
    """Show the champion with its metrics and a button to roll back."""
    facts = version.facts()
    with st.container(border=True):
        head = st.container(horizontal=True, vertical_alignment="center")
        head.subheader(f"Champion: {version.name}", anchor=False)
        previous = resources.registry().previous_champion()
        if previous is not None:
            head.space("stretch")
            if head.button(f"Roll back to v{previous}", icon=":material/undo:"):
                ask_roll_back(version, previous)
        test = facts.test
        row = st.container(horizontal=True, gap="medium")
        right = accuracy(test.interval)
        row.metric("Right on the test split", right, help=_TEST.format(count(test.n)))
        row.metric("Known", percent(test.coverage, 0), help=_KNOWN)
        row.metric("Right when known", percent(test.accuracy_when_known))
        row.metric("Calibration error", percent(test.calibration_error), help=_CALIBRATION)
        st.caption(
            f"Recipe {literal(facts.recipe)} · learned from {dataset_title(facts.dataset.name)} · "
            f"{count(facts.parameters)} parameters · created {moment(facts.created)}"
        )
        show_reads(st.container(horizontal=True), facts, test_shown=True)
        for kind in (InputKind.PHOTO, InputKind.DRAWING):
            st.caption(_abstains(version, facts, kind))
        show_trouble(threshold_trouble(version.folder))


def _abstains(version: ModelVersion, facts: ModelFacts, kind: InputKind) -> str:
    """Return in words the threshold for an input kind, and where it comes from."""
    measured = facts.calibrations[kind].threshold
    chosen = chosen_thresholds(version.folder).get(kind)
    line = f"Says “I don’t know” to a {kind} whose familiarity is below "
    if chosen is None:
        return f"{line}{measured:.2f}, as measured on simulated {kind}s."
    when = f"set by hand {moment(chosen.when)}"
    return f"{line}{chosen.threshold:.2f}, {when}; the measured one is {measured:.2f}."


def show_versions(versions: Sequence[ModelVersion]) -> None:
    """List all versions, newest first, each with its lineage and a button to promote it."""
    st.subheader("Versions", anchor=False)
    for version in versions:  # by number: an open popover must stay with it when the list moves
        with st.container(border=True, key=f"version.{version.number}"):
            try:
                _row(version, version.facts())
            except ModelUnavailable as error:
                st.markdown(f"**{version.name}**")
                show_error(str(error))


def _row(version: ModelVersion, facts: ModelFacts) -> None:
    place = st.container(gap="small")
    row = place.container(horizontal=True, vertical_alignment="center", gap="medium")
    row.markdown(f"**{version.name}**", width=48)
    row.markdown(f"learned from {dataset_title(facts.dataset.name)}", width=300)
    made = f"{literal(facts.recipe)}, seed {literal(facts.seed)} · {moment(version.made(facts))}"
    row.caption(made, width=230)
    if version.is_champion:
        row.badge("champion", color="green", icon=":material/crown:")
    elif CHALLENGER in version.aliases:
        row.badge("challenger", color="blue")
    row.space("stretch")
    case_popover(row, version)
    lineage = f"lineage.{version.number}"
    with row.popover("Lineage", icon=":material/account_tree:", key=lineage):
        _lineage(version, facts)
    if not version.is_champion and row.button("Promote", key=f"promote.{version.number}"):
        ask_promote(version)
    show_reads(place.container(horizontal=True), facts)


def _lineage(version: ModelVersion, facts: ModelFacts) -> None:
    dataset = facts.dataset
    lines = {
        "Data": f"{dataset_title(dataset.name)} ({dataset.name}), hash {dataset.hash[:12]}",
        "Pictures": f"{count(dataset.train)} training, {count(dataset.validation)} validation, "
        f"{count(dataset.test)} test",
        "Network": f"{facts.network}, {count(facts.parameters)} parameters",
        "Seed": str(facts.seed),
        "Fitted in": f"{duration(facts.fit_seconds)} on {facts.device}",
        "Code": f"commit {facts.commit}",
        "MLflow run": version.run_id or "not registered yet",
        "Made with": ", ".join(f"{k} {v}" for k, v in facts.environment.items()),
    }
    if facts.teacher:
        lines["Also learned from"] = f"the answers of the shipped model, {facts.teacher[:12]}"
    if facts.warm_start:
        lines["Started from"] = f"the weights of {facts.warm_start.base}"
    if facts.fine_tuning:
        lines["Fine-tuned from"] = facts.fine_tuning.base
    st.markdown("\n".join(f"- {literal(name)}: {literal(value)}" for name, value in lines.items()))


def show_history(changes: Sequence[Change]) -> None:
    """Show the promotion history, newest first."""
    st.subheader("Champion history", anchor=False)
    if not changes:
        st.caption("None so far.")
    for change in reversed(changes):
        st.markdown(
            f"{_what_happened(change)} · {moment(change.when)}  \n"
            f"{literal(change.reason) or 'No reason was given.'}"
        )


def _what_happened(change: Change) -> str:
    if change.before is None:
        return f"**v{change.after}** became the first champion"
    verb = "replaced" if change.kind == "promote" else "is back in place of"
    return f"**v{change.after}** {verb} v{change.before}"


_TEST = "On {} pictures that no choice was based on; ± is the 95 % interval."
_KNOWN = "Share of test pictures answered without “I don’t know” (coverage)."
_CALIBRATION = (
    "How far probabilities are from the share of right answers on the test split (expected "
    "calibration error): at 0 %, exactly 80 % of the answers given with 80 % are right."
)
