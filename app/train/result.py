"""A training as a person sees it: what it does now, how far, how long still; then what came."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from app import navigation, resources
from app.charts.curves import learning_curves
from app.formatting import accuracy, count, duration, moment, size
from app.jobs import parts as jobparts
from app.train.form import fill_form
from core.jobs import Job, JobState
from core.training import TrainConfig


def show_job(job: Job) -> None:
    """Show one training that runs or has ended."""
    with st.container(border=True):
        row = jobparts.head(job)
        if job.elsewhere:
            row.caption("in another window of the program")
        _BODIES.get(job.state, _ended)(job)


def _running(job: Job) -> None:
    row = jobparts.running(job)
    if "accuracy" in job.progress:
        row.metric("Right on the latest pictures", f"{job.progress['accuracy']:.0%}")
    _curves(job.progress)
    if not job.elsewhere:
        st.caption(_load(job))
    jobparts.stop_button(job, "Stop training", st)


def _load(job: Job) -> str:
    """Say in one line what the work costs the computer."""
    look = resources.meter().look()
    parts = [f"Memory {size(look.process_memory)}, {size(look.free_memory)} free"]
    if look.process_share is not None and look.machine_share is not None:
        whole = f"all programs {look.machine_share:.0%}"
        parts.insert(0, f"Processor {look.process_share:.0%} ({whole})")
    where = str(job.progress.get("device", f"{look.cores} cores"))
    return " · ".join([where, *parts, f"{look.threads} threads"])


def _done(job: Job) -> None:
    test = job.result["metrics"]["test"]
    name = job.result["name"]
    st.markdown(
        f"**{name}** is registered: {accuracy(test)} right on the test split "
        f"({count(test['n'])} pictures), in {duration(job.elapsed(0))}."
    )
    _curves(job.progress)
    row = st.container(horizontal=True, vertical_alignment="center")
    row.page_link(
        navigation.models(),
        label=f"Look at {name}, make it champion",
        icon=":material/arrow_forward:",
    )
    row.space("stretch")
    _actions(job, row)


def _ended(job: Job) -> None:
    """Show a job that gave nothing so far: stopped, failed, or interrupted."""
    if job.error:
        icon = ":material/error:" if job.state is JobState.FAILED else ":material/info:"
        (st.error if job.state is JobState.FAILED else st.info)(job.error, icon=icon)
    else:
        kept = "It can go on from its last whole epoch." if job.resumable else ""
        st.markdown(f"Stopped before it was finished. Nothing was registered. {kept}")
    _curves(job.progress)
    _actions(job, st.container(horizontal=True))


def _actions(job: Job, row: Any) -> None:
    """Offer what can be done with a training that has ended."""
    jobparts.resume_button(job, row)
    jobparts.act(row, "Same settings", "replay", lambda: _refill(job), job)
    jobparts.forget_button(job, row, _FORGET)


def _refill(job: Job) -> None:
    fill_form(TrainConfig.from_dict(job.parameters))


_FORGET = "Removes this line and what it could be continued from. A registered model stays."


def _curves(progress: Mapping[str, Any]) -> None:
    history = progress.get("history", [])
    if history:
        epochs = int(progress.get("epochs", len(history)))
        st.altair_chart(learning_curves(history, epochs))


_BODIES = {
    JobState.RUNNING: _running,
    JobState.STOPPING: jobparts.stopping,
    JobState.DONE: _done,
}


def show_earlier(jobs: Sequence[Job]) -> None:
    """List trainings that are over, a line each; a line opens."""
    if not jobs:
        return
    st.subheader("Earlier", anchor=False)
    for job in jobs[: jobparts.EARLIER]:
        row = jobparts.earlier_line(job, _outcome(job))
        row.caption(moment(job.created), help=job.error or None)
        row.space("stretch")
        with row.popover("More", icon=":material/more_horiz:"):
            _actions(job, st.container())


def _outcome(job: Job) -> str:
    if job.state is not JobState.DONE or "metrics" not in job.result:
        return ""
    return f" · **{job.result['name']}**, {accuracy(job.result['metrics']['test'])}"
