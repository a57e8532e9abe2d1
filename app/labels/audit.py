"""The audit that finds the cases: offered, followed, and what came of the last one."""

import time

import streamlit as st

from app import resources
from app.components.start import start_button
from app.formatting import count, dataset_title, duration
from app.jobs.board import JobView, list_earlier, show_job
from app.jobs.parts import follow
from core.jobs import JobState
from core.workflows.data.labels.audit import AUDIT, AuditJob, start_audit


def offer_audit(version: str) -> None:
    """Offer to audit the labels of a version that has no audit yet, and none to wait for."""
    job = _latest(version)
    begun = job is not None and (not job.state.ended or job.resumable)
    if begun or resources.picture_table(version).audited:
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
    """Show the latest audit until its cases are shown, and one whose record is damaged.

    `audited` is what the page was drawn with. For a fragment that polls.
    """
    follow()
    jobs = _of(version)
    if not jobs or (audited and jobs[0].state is JobState.DONE and jobs[0].result is not None):
        return
    show_job(jobs[0], AUDITS[AUDIT.name])
    list_earlier(jobs[1:], AUDITS, opens=False)


def _body(job: AuditJob) -> None:
    if job.result is None:
        return
    st.markdown(
        f"{count(job.result.pictures)} labels are ranked, in {duration(job.elapsed(time.time()))}."
    )
    if st.button("Show the cases", type="primary", icon=":material/gavel:", key=f"show.{job.id}"):
        st.rerun()


def _latest(version: str) -> AuditJob | None:
    """Return the newest audit of a version that can be read."""
    return next((one for one in _of(version) if one.parameters), None)


def _of(version: str) -> list[AuditJob]:
    """Return the audits of a version, newest first; one that cannot be read may be of any."""
    jobs = resources.runner().jobs_of(AUDIT)
    return [one for one in jobs if not one.parameters or one.parameters.data == version]


AUDITS = {AUDIT.name: JobView("audit", _body)}
