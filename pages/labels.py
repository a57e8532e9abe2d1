"""Is this label right? Judge suspicious labels, publish a version, and train on it."""

import streamlit as st

from app import resources
from app.components.promotion import show_asked
from app.components.widgets import error_boundary, foot, show_trouble
from app.labels.audit import offer_audit, watch_audit
from app.labels.component import show_court
from app.labels.explain import explain
from app.labels.progress import show_latest, show_progress
from app.labels.publish import show_publishing
from app.labels.retrain import offer_training
from app.labels.session import call_from_address, current_version, opened_court
from app.labels.trained import show_trainings
from core.data.quality.verdicts import Verdicts
from core.data.versions.store import Versions

st.title("Is this label right?", anchor=False)
call_from_address()
version = current_version()


@st.fragment(run_every=1.0 if resources.runner().busy() else None)
def audit() -> None:
    with error_boundary():
        watch_audit(version, audited)


@st.fragment
def court() -> None:
    with error_boundary():
        show_trouble(Verdicts(resources.settings()).trouble())
        row = st.container(horizontal=True, vertical_alignment="center")
        with row:
            progress = st.container(width="stretch")
            found = opened_court()
        if found.data != version:
            st.rerun()  # the whole page, with the audit of that version
        with progress:
            show_progress(found)
        show_court(found)
        left, right = st.columns([7, 4], gap="large")
        with left:
            show_latest(found)
        with right, st.container(border=True), error_boundary():
            show_publishing(found)


# Polling continues after the last job; pages/train.py says why.
@st.fragment(run_every=1.0 if resources.runner().busy() else None)
def watch() -> None:
    with error_boundary():
        show_trainings()


with error_boundary():
    audited = resources.picture_table(version).audited
    offer_audit(version)
    audit()
    court()
if versions := Versions(resources.settings()).offered():
    left, right = st.columns([4, 7], gap="large")
    with left.container(border=True), error_boundary():
        offer_training(versions)
    with right:
        watch()
explain()
show_asked()
with error_boundary():
    champion = resources.registry().champion()
    foot(champion, champion.facts().dataset.name)
