"""What the page still lacks: the model's answers to all pictures, made once in the background."""

import time

import streamlit as st

from app import resources
from app.components.start import start_button
from app.components.widgets import show_error
from app.explore.data import Shown
from app.foreign import literal
from app.formatting import count, duration
from app.jobs import parts
from core.jobs import JobState
from core.workflows.data.answers import ANSWERS, AnswersJob, AnswersParameters, start_answers


def show_missing_answers(shown: Shown) -> None:
    """Offer to let the champion answer every picture, or show how far it is; nothing if it has."""
    if shown.answers is not None:
        return
    job = _latest(AnswersParameters(shown.model.name, shown.table.version))
    with st.container(border=True):
        if job is not None and not job.state.ended:
            _show_progress(job)
            return
        if job is not None and job.state is JobState.FAILED:
            show_error(job.error)
        left, right = st.columns([3, 2], vertical_alignment="center")
        version, data = shown.model, shown.table.version
        left.markdown(
            f"{version.name} has not answered these pictures yet. Its answers show where it is "
            "wrong and how sure it is, and find similar pictures."
        )
        with right:
            runner = resources.runner()
            start_button(
                f"Let {version.name} answer all {count(len(shown.table))}",
                ":material/play_arrow:",
                lambda: start_answers(runner, version, data),
            )


def _show_progress(job: AnswersJob) -> None:
    left = job.seconds_left(time.time())
    row = st.container(horizontal=True, vertical_alignment="center")
    words = f"{job.message or 'Starting'}" + (f" · {duration(left)} left" if left else "")
    row.progress(min(1.0, job.fraction), text=literal(words))
    parts.stop_button(job, "Stop", row)
    parts.anchor(job, row)


def _latest(parameters: AnswersParameters) -> AnswersJob | None:
    """Return the newest job that answers these pictures with this model, if there is one."""
    jobs = resources.runner().jobs_of(ANSWERS)
    return next((job for job in jobs if job.parameters == parameters), None)
