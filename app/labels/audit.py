"""The audit that finds the cases: offered, followed, and what came of the last one."""

import streamlit as st

from app import resources
from app.components.start import start_button
from app.formatting import count, dataset_title, duration
from app.jobs.board import JobView, show_job
from app.jobs.parts import follow
from core.jobs import JobState
from core.workflows.data.labels.audit import AUDIT, AuditJob, start_audit


def offer_audit(version: str) -> None:
    """Offer to audit the labels of a version that has no audit yet."""
    job = _latest(version)
    under_way = job is not None and not job.state.ended
    if under_way or resources.picture_table(version).audited:
        return
    with st.container(border=True):
        left, right = st.columns([7, 4], vertical_alignment="center")
        left.markdown(
            f"The labels of {dataset_title(version)} are not audited yet: the cases are a few that "
            "people reported. An audit trains one network and ranks every label by suspicion."
        )
        with right:
            start_button(
                "Audit the labels",
                ":material/policy:",
                lambda: start_audit(resources.runner(), version),
            )


def watch_audit(version: str, audited: bool) -> None:
    """Show the latest audit until its cases are shown; `audited` is what the page was drawn with.

    For a fragment that polls.
    """
    follow()
    job = _latest(version)
    if job is None or (audited and job.state is JobState.DONE):
        return
    show_job(job, AUDITS[AUDIT.name])


def _body(job: AuditJob) -> None:
    if job.result is None:
        return
    st.markdown(
        f"{count(job.result.pictures)} labels are ranked, in {duration(job.result.seconds)}."
    )
    if st.button("Show the cases", type="primary", icon=":material/gavel:", key=f"show.{job.id}"):
        st.rerun()


def _latest(version: str) -> AuditJob | None:
    jobs = resources.runner().jobs_of(AUDIT)
    return next((one for one in jobs if one.parameters and one.parameters.data == version), None)


AUDITS = {AUDIT.name: JobView("audit", _body)}
