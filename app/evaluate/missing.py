"""What has not been evaluated yet, or cannot be: a button, the progress, or the reason."""

from contextlib import suppress

import streamlit as st

from app import resources
from app.components.widgets import error_boundary
from app.evaluate.choice import Choice
from app.formatting import accuracy, count
from app.jobs.once import show_job_or_start
from core.data.versions.original import NAME as ORIGINAL
from core.errors import ModelUnavailable
from core.registry import ModelVersion
from core.workflows.evaluate.chosen import Chosen
from core.workflows.evaluate.evaluation import Evaluated
from core.workflows.evaluate.job import EVALUATE, EvaluateParameters, start_evaluate


def evaluated_models(choice: Choice) -> list[Evaluated]:
    """Return the evaluations that there are; for the other models, show what is missing."""
    found, missing = [], []
    for version in choice.models:
        with error_boundary():
            one = resources.evaluated(version, choice.chosen)
            if one is None:
                missing.append(version)
            else:
                found.append(one)
    if missing:
        polls = _at_work()
        st.fragment(_watch, run_every=1.0 if polls else None)(missing, choice.chosen, polls)
    return found


def _watch(missing: list[ModelVersion], chosen: Chosen, polls: bool) -> None:
    """Show what is missing until some of it is there; then the whole page shows it."""
    with error_boundary():
        if any(resources.evaluated(version, chosen) is not None for version in missing):
            st.rerun()
        if _at_work() and not polls:
            st.rerun()  # a button of this fragment has just started a job
        for version in missing:
            _offer(version, chosen)


def _offer(version: ModelVersion, chosen: Chosen) -> None:
    pictures = resources.picture_table(chosen.data).pictures
    n = len(pictures.members(chosen.part))
    show_job_or_start(
        EVALUATE,
        EvaluateParameters(version.name, chosen.data, chosen.split),
        f"{_known(version, chosen)}{version.name} has not answered {chosen.title} here yet. "
        "It takes some seconds, once.",
        f"Evaluate {version.name} on {count(n)} pictures",
        lambda: start_evaluate(resources.runner(), version, chosen),
    )


def _known(version: ModelVersion, chosen: Chosen) -> str:
    """Return what was measured when the model was made, where that is about these pictures."""
    with suppress(ModelUnavailable):
        facts = version.facts()
        if chosen == Chosen(ORIGINAL) and facts.dataset.name == ORIGINAL:
            return f"When it was made, {accuracy(facts.test.interval)} of them were right. "
    return ""


def _at_work() -> bool:
    return any(not job.state.ended for job in resources.runner().jobs_of(EVALUATE))
