"""At the right of every page, small: the champion, and what runs in the background."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from app import navigation, resources
from app.foreign import literal
from app.formatting import counted, percent
from app.jobs.parts import STATES
from core.errors import FittingRoomError
from core.jobs import AnyJob, JobState
from core.workflows.batch.job import BATCH, BatchParameters
from core.workflows.data.imports.job import IMPORT, ImportParameters
from core.workflows.data.labels.audit import AUDIT
from core.workflows.data.picture_map.job import PROJECTION
from core.workflows.data.validate import VALIDATE
from core.workflows.evaluate.job import EVALUATE
from core.workflows.experiments.crossvalidation import CROSSVALIDATION
from core.workflows.experiments.seeds import SEEDS
from core.workflows.experiments.sweep import SWEEP
from core.workflows.photos.job import ABLATION
from core.workflows.predict.answers import ANSWERS
from core.workflows.train.finetune import FINETUNE
from core.workflows.train.train import TRAIN

POLL = 2.0  # seconds between readings while something runs
PAGES: Mapping[str, Callable[[], StreamlitPage]] = {
    TRAIN.name: navigation.train,
    SEEDS.name: navigation.sweep,
    CROSSVALIDATION.name: navigation.sweep,
    SWEEP.name: navigation.sweep,
    BATCH.name: navigation.batch,
    ABLATION.name: navigation.stages,
    FINETUNE.name: navigation.wardrobe,
    ANSWERS.name: navigation.explore,
    VALIDATE.name: navigation.versions,
    IMPORT.name: navigation.versions,
    PROJECTION.name: navigation.explore,
    AUDIT.name: navigation.labels,
    EVALUATE.name: navigation.evaluate,
}


def show_standing() -> None:
    """Show both as links. What cannot be read is left out: its own page says what is wrong."""
    place = st.container(key="standing", horizontal=True, gap="small", vertical_alignment="center")
    with place, suppress(FittingRoomError):
        # Polling continues after the last job; pages/train.py says why.
        st.fragment(_jobs, run_every=POLL if resources.runner().busy() else None)()
    with place, suppress(FittingRoomError):
        champion = resources.registry().champion()
        st.page_link(
            navigation.models(),
            label=f"Champion {champion.name}",
            icon=":material/trophy:",
            help="The model that answers.",
        )


def _jobs() -> None:
    jobs = resources.runner().jobs()
    active = [job for job in jobs if not job.state.ended and job.kind in PAGES]
    if active:
        running = next((job for job in active if job.state is not JobState.QUEUED), active[-1])
        st.page_link(
            PAGES[running.kind](),
            label=_in_words(running, active),
            icon=":material/hourglass_top:",
            query_params=opened(running),
        )


def _in_words(running: AnyJob, active: Sequence[AnyJob]) -> str:
    """Return how far it is, then what it is: on a phone, the end of a long title is cut."""
    what = literal(running.title) if len(active) == 1 else counted(len(active), "job")
    if running.state is JobState.RUNNING:
        return f"{percent(running.fraction, 0)} · {what}"
    return f"{STATES[running.state][0]} · {what}"


def opened(job: AnyJob) -> dict[str, str]:
    """Return what a page's link needs to open this job; Train shows the running one anyway."""
    if isinstance(job.parameters, BatchParameters):
        return {"batch": job.parameters.batch}
    if isinstance(job.parameters, ImportParameters):
        return {"view": "Import", "upload": job.parameters.upload}
    if job.kind == VALIDATE.name:
        return {"view": "Checks"}
    return {} if job.kind == TRAIN.name else {"job": job.id}
