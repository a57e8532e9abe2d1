"""A search as a person sees it: its trials, the best so far, and what mattered."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from app import navigation, resources
from app.components.widgets import sentences
from app.formatting import count, duration
from app.jobs.board import framed
from app.sweep.charts import SHORT, best_so_far, drawable, floor, importance_bars, reached
from app.sweep.parallel import parallel_coordinates, written
from app.train.form import fill_form
from core.evaluation import wilson
from core.jobs import Job, JobState
from core.training.search.importance import FEWEST_TRIALS
from core.training.search.plan import SweepPlan
from core.workflows.train.train import start_training

STATES = {
    "done": "done",
    "pruned": "given up",
    "diverged": "diverged",
    "running": "runs",
    "waiting": "waits",
}
LINES_SHOWN = 8  # of the table; the rest is reached by scrolling


def show_sweep(job: Job) -> None:
    """Show one search, whatever its state."""
    framed(job, "search", _body)


def _body(job: Job) -> None:
    found = job.result if job.state is JobState.DONE else job.progress
    trials = found.get("trials", [])
    if not trials:
        return
    if found["best"]:
        _best(job, found)
    if drawable(trials):
        st.altair_chart(best_so_far(trials))
        _tell_clipped(trials)
    varied = {**job.parameters["numbers"], **job.parameters["names"]}
    names = [name for name in SHORT if name in varied]
    _table(trials, names, over=job.state.ended)
    if len(drawable(trials)) > 1:
        st.markdown("**Every trial is a line**, the best one bold")
        st.altair_chart(parallel_coordinates(trials, job.parameters))
    _mattered(found, trials, names)


def _best(job: Job, found: Mapping[str, Any]) -> None:
    """Say which trial is best, how much that means, and offer to train with it."""
    best, first = found["best"], found["trials"][0]
    accuracy = wilson(round(best["accuracy"] * found["n"]), found["n"])
    half = (accuracy.high - accuracy.low) / 2
    st.markdown(
        f"Best is **trial {best['number']}**: {accuracy.value:.1%} ± {half * 100:.1f} of "
        f"the {count(found['n'])} validation pictures right.",
        help=_FLATTERS,
    )
    st.markdown(f"{_settings(best)}. {_gain(job, best, first, half)}")
    if not job.state.ended:
        return
    plan = SweepPlan.from_dict(job.parameters)
    config = plan.config(best["settings"])
    row = st.container(horizontal=True, vertical_alignment="center")
    if row.button(
        "Train with the best settings",
        icon=":material/play_arrow:",
        type="primary",
        key=f"train.{job.id}",
        help="A full training with a model, tested once on the test split.",
    ):
        with sentences():
            start_training(resources.runner(), config)
            st.switch_page(navigation.train())
    if row.button("Put them into the form", icon=":material/tune:", key=f"form.{job.id}"):
        fill_form(config)
        st.switch_page(navigation.train())


def _settings(trial: Mapping[str, Any]) -> str:
    settings = trial["settings"]
    told = [f"{SHORT[name]} {written(settings[name])}" for name in SHORT if name in settings]
    return " · ".join(told)


def _gain(job: Job, best: Mapping[str, Any], first: Mapping[str, Any], half: float) -> str:
    """Compare with the starting point, where that was tried to its end."""
    base = job.parameters["base"]
    started_there = all(base[name] == value for name, value in first["settings"].items())
    if not started_there or first["state"] != "done":
        return ""
    if best["number"] == first["number"]:
        return "These are the settings that you started from."
    gain = best["accuracy"] - first["accuracy"]
    sure = "" if gain > 2 * half else " That is less than these pictures can tell apart."
    return f"The starting point had {first['accuracy']:.1%}, {gain * 100:.1f} points less.{sure}"


def _tell_clipped(trials: Sequence[Mapping[str, Any]]) -> None:
    low = floor(trials)
    below = sum(reached(trial) < low for trial in drawable(trials))
    if below:
        st.caption(f"Drawn at the edge: {below} below {low:.1%}.")


def _table(trials: Sequence[Mapping[str, Any]], names: Sequence[str], over: bool) -> None:
    states = STATES | ({"running": "cut short", "waiting": "cut short"} if over else {})
    rows = [
        {"Trial": trial["number"], "Right": reached(trial) * 100 or None}
        | {SHORT[name]: written(trial["settings"].get(name, "")) for name in names}
        | {
            "State": states[trial["state"]],
            "Epochs": f"{len(trial['curve'])} of {trial['epochs']}",
            "Time": duration(trial["seconds"]) if trial["seconds"] else "",
        }
        for trial in reversed(trials)
    ]
    columns = {
        "Trial": st.column_config.NumberColumn(width=50),
        "Right": st.column_config.NumberColumn(format="%.2f %%", help=_RIGHT, width=70),
    }
    height = 35 * (min(len(rows), LINES_SHOWN) + 1) + 3
    st.dataframe(rows, column_config=columns, hide_index=True, height=height, placeholder="")


def _mattered(
    found: Mapping[str, Any], trials: Sequence[Mapping[str, Any]], names: Sequence[str]
) -> None:
    if found["importance"]:
        said = [SHORT[each["setting"]] for each in found["importance"] if each["stands_out"]]
        verdict = f"{' and '.join(said)} mattered" if said else "Nothing stands out from chance yet"
        st.markdown(f"**{verdict}**", help=_IMPORTANCE)
        st.altair_chart(importance_bars(found["importance"]))
    elif len(names) > 1 and len(drawable(trials)) < FEWEST_TRIALS:
        st.caption(f"What mattered can be told from {FEWEST_TRIALS} ended trials on.")


_FLATTERS = (
    "± is the 95 % interval of one accuracy on so many pictures. The best of many trials on the "
    "same pictures owes a little to luck, so that this figure flatters it; the test split, which "
    "no trial has seen, judges once when you train it."
)
_RIGHT = "Of the validation pictures; of a trial that was given up, in its best epoch."
_IMPORTANCE = (
    "How differently a setting was spread among the better half of the trials than among all "
    "(PED-ANOVA). The grey tick is what chance alone shows in one of twenty searches like this: "
    "a bar that ends before its tick may mean nothing."
)
