"""Show a training run: its learning curve, its load on the computer, and its result."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app import navigation, resources
from app.charts.curves import learning_curves
from app.components.promotion import ask_soon
from app.components.reads import show_reads_of
from app.foreign import literal
from app.formatting import accuracy, count, duration, percent, size
from app.jobs.board import JobView
from app.training_settings import fill_form
from core.jobs import JobState
from core.workflows.train.train import TRAIN, TrainingJob


def _body(job: TrainingJob) -> None:
    if job.result is not None:
        test = job.result.test
        st.markdown(
            f"**{literal(job.result.name)}** is registered: {accuracy(test.interval)} right on the "
            f"test split ({count(test.n)} pictures), in {duration(job.elapsed(0))}."
        )
        show_reads_of(job.result.name, test_shown=True)
    elif job.state is JobState.STOPPED:
        st.caption("No model was registered.")
    if job.progress is not None and job.progress.history:
        st.altair_chart(learning_curves(job.progress.history, job.progress.epochs))
    if job.state is JobState.RUNNING and not job.elsewhere:
        st.caption(_load(job))


def _figures(job: TrainingJob, row: DeltaGenerator) -> None:
    if job.progress is not None and job.progress.accuracy is not None:
        row.metric("Right on the latest pictures", percent(job.progress.accuracy, 0))


def _load(job: TrainingJob) -> str:
    """Return the load on the computer in one line."""
    read = resources.meter().read()
    parts = [f"Memory {size(read.process_memory)}, {size(read.free_memory)} free"]
    if read.process_share is not None and read.machine_share is not None:
        whole = f"all programs {percent(read.machine_share, 0)}"
        parts.insert(0, f"Processor {percent(read.process_share, 0)} ({whole})")
    device = job.progress.device if job.progress and job.progress.device else f"{read.cores} cores"
    return " · ".join([literal(device), *parts, f"{read.threads} threads"])


def _actions(job: TrainingJob, row: DeltaGenerator) -> None:
    if job.result is not None:
        _next_step(job.result.name, job.id, row)
    if row.button("Reuse settings", icon=":material/replay:", key=f"replay.{job.id}"):
        fill_form(job.parameters)
        st.rerun()


def _next_step(version: str, job: str, row: DeltaGenerator) -> None:
    """Offer to make the new version the champion; once it is, to try it."""
    if resources.registry().champion().name == version:
        row.page_link(
            navigation.try_it(), label=f"Try {literal(version)}", icon=":material/arrow_forward:"
        )
    elif row.button(
        f"Make {literal(version)} the champion …",
        icon=":material/crown:",
        type="primary",
        key=f"promote.{job}",
        on_click=ask_soon,
        args=(version,),
        help="First shows what changes, and what gets worse.",
    ):
        st.rerun()  # the whole page, which opens the dialog


def _outcome(job: TrainingJob) -> str:
    if job.result is None:
        return ""
    return f" · **{literal(job.result.name)}**, {accuracy(job.result.test.interval)}"


TRAININGS = {TRAIN.name: JobView("training", _body, _figures, _actions, _outcome)}
