"""What a model reads: a badge for each kind of input, with its accuracy there."""

from contextlib import suppress
from typing import Any

import streamlit as st

from app import resources
from app.formatting import accuracy, percent
from core.errors import ModelUnavailable
from core.input_kind import InputKind
from core.model_facts import ModelFacts
from core.workflows.promote.compare import reads

TITLES = {
    InputKind.PIXELS: "Test pictures",
    InputKind.PHOTO: "Photos",
    InputKind.DRAWING: "Drawings",
}
_ICONS = {
    InputKind.PIXELS: ":material/apps:",
    InputKind.PHOTO: ":material/photo_camera:",
    InputKind.DRAWING: ":material/draw:",
}


def show_reads(place: Any, facts: ModelFacts, test_shown: bool = False) -> None:
    """Show the badges in a row; a kind that the model does not answer is said to be so.

    With `test_shown`, the accuracy on test pictures is on the page already: it gets no badge.
    """
    for kind in InputKind:
        answered = reads(facts, kind)
        if test_shown and answered and kind is InputKind.PIXELS:
            continue
        place.badge(
            in_words(facts, kind),
            icon=_ICONS[kind] if answered else ":material/do_not_disturb_on:",
            color="gray" if answered else "orange",
            help=_help(facts, kind),
        )


def show_reads_of(version: str, test_shown: bool = False) -> None:
    """Show the badges of a version by its name; nothing if it or its facts are gone."""
    if facts := facts_or_none(version):
        show_reads(st.container(horizontal=True), facts, test_shown)


def facts_or_none(version: str) -> ModelFacts | None:
    """Return the facts of a version by its name; None if it or they are gone."""
    with suppress(ModelUnavailable):
        return resources.facts_of(version)
    return None


def in_words(facts: ModelFacts, kind: InputKind) -> str:
    if not reads(facts, kind):
        return f"No {TITLES[kind].lower()}"
    metrics = facts.metrics_of(kind)
    return f"{TITLES[kind]} {accuracy(metrics.interval)}" if metrics else TITLES[kind]


def _help(facts: ModelFacts, kind: InputKind) -> str:
    known = percent(facts.coverage(kind), 0)
    answered = f"{known} of them are answered, the others with “I don’t know”."
    if kind is InputKind.PIXELS:
        return f"Accuracy on the test split; ± is the 95 % interval. {answered}"
    if facts.metrics_of(kind) is None:
        return f"Its accuracy was not measured when it was made. {answered}"
    return (
        f"Accuracy on simulated {kind}s that its calibration did not use, made harder than most "
        f"real ones; ± is the 95 % interval. {answered}"
    )
