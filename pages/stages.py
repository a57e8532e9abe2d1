"""Which stage helps? Labelled photos answered with every stage on, with each one off, with none."""

import streamlit as st

from app import resources
from app.components.widgets import asked, sentences
from app.jobs.board import list_earlier
from app.jobs.parts import AT_WORK
from app.stages.form import stage_form
from app.stages.gallery import show_gallery
from app.stages.result import show_ablation
from app.stages.threshold import show_believing
from core.jobs import Job, JobState
from core.workflows.photos.ablation import Looked
from core.workflows.photos.job import KIND, start_ablation
from core.workflows.photos.record import LookRecord, tidy

st.title("Which stage helps?", anchor=False)
st.markdown("Measure on your own labelled photos what each step to 28×28 is worth.")


def ablations() -> list[Job]:
    return [job for job in resources.runner().jobs() if job.kind == KIND]


def shown_of(jobs: list[Job]) -> list[Job]:
    """Those at work, the one that the address names, or else the newest."""
    opened = [job for job in jobs if job.id == st.query_params.get("job")]
    at_work = [job for job in reversed(jobs) if job.state in AT_WORK and job not in opened]
    return opened + at_work or jobs[:1]


# The polling goes on after the last job, for the reason that stands on the train page.
@st.fragment(run_every=1.0 if resources.runner().busy() else None)
def watch() -> None:
    jobs = ablations()
    if not jobs:
        st.subheader("Nothing measured yet", anchor=False)
        st.markdown("Name a folder: what each stage is worth appears here.")
    shown = shown_of(jobs)
    for job in shown:
        show_ablation(job)
        unopened = job.state is JobState.DONE and job.id != opened
        if unopened and st.button("See every picture", key=f"see.{job.id}", type="primary"):
            st.rerun()
    list_earlier([job for job in jobs if job not in shown])


def looks_of(job: Job) -> list[Looked]:
    return LookRecord(resources.settings(), job.id).read()


# Two fragments: a slider that moves must not send all pictures again.
@st.fragment
def believe(job: Job) -> None:
    with sentences():
        if looks := looks_of(job):
            show_believing(job, looks)


@st.fragment
def look_closer(job: Job) -> None:
    with sentences():
        if looks := looks_of(job):
            show_gallery(job, looks)
        else:
            st.info("What was said of each picture is no longer here. Measure again to see it.")


every = ablations()
done = [job for job in shown_of(every) if job.state is JobState.DONE]
opened = done[0].id if done else ""
if not resources.runner().trouble():
    tidy(resources.settings(), [job.id for job in resources.runner().jobs()])
left, right = st.columns([4, 7], gap="large")
with left.container(border=True), sentences():
    wanted = stage_form()
    if asked("Measure the stages", ":material/play_arrow:") and wanted:
        version = resources.registry().champion()
        start_ablation(resources.runner(), version.name, wanted.folder, wanted.mapping)
        st.query_params.pop("job", None)
        st.rerun()
with right:
    watch()
if done:
    believe(done[0])
    look_closer(done[0])
