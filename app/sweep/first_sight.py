"""The page before anything was tried: a finished search to look at, and one to start."""

from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from app.jobs import parts
from app.sweep.form import PREFIX
from app.sweep.result import SEARCH_VIEW
from core.jobs import Job, JobState
from core.records import parse
from core.training import RECIPE_TITLES
from core.training.search.plan import SweepPlan
from core.workflows.experiments.sweep import SWEEP, SweepFindings, SweepJob

# A search that was run with this program, and its findings as they were recorded. Without the times
# of the trials: the computer was busy with other work.
EXAMPLE = Path(__file__).with_name("example.json")


@dataclass(frozen=True)
class Example:
    """A search and what it found."""

    plan: SweepPlan
    found: SweepFindings


def show_example() -> None:
    """Show the finished search, with a button that fills the form with its plan."""
    example = parse(Example, EXAMPLE.read_text("utf-8"))
    st.subheader("No trials yet", anchor=False)
    st.markdown(
        "Choose what to vary and start: every trial appears here. This is what a short search "
        "looks like when it is done."
    )
    with st.container(border=True):
        head = st.container(horizontal=True, vertical_alignment="center")
        job = _as_job(example)
        head.markdown(f"**{parts.title(job)}**")
        head.badge("example", color="gray")
        SEARCH_VIEW.body(job)
        st.button(
            "Fill in this search", icon=":material/tune:", on_click=_fill, args=(example.plan,)
        )


def _as_job(example: Example) -> SweepJob:
    # Not one that has ended: its settings are not offered for a training, it is only looked at.
    return Job(
        "example",
        SWEEP.name,
        f"{example.plan.trials} trials from {RECIPE_TITLES[example.plan.base.recipe]}",
        JobState.RUNNING,
        0.0,
        example.plan,
        progress=example.found,
    )


def _fill(plan: SweepPlan) -> None:
    """Fill the form of a search; what was entered for other recipes stays."""
    recipe = plan.base.recipe
    values = {
        "question": "Search",
        "start": RECIPE_TITLES[recipe],
        f"data.{recipe}": plan.base.data,
        f"epochs.{recipe}": plan.base.epochs,
        f"seed.{recipe}": plan.base.seed,
        "vary": list(plan.searched),
        "trials": plan.trials,
        "prune": plan.prune,
    }
    for name, (low, high) in plan.numbers.items():
        values |= {f"{recipe}.{name}.from": low, f"{recipe}.{name}.to": high}
    values |= {f"{recipe}.{name}": list(tried) for name, tried in plan.names.items()}
    for name, value in values.items():
        st.session_state[PREFIX + name] = value
