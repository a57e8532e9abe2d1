"""Several seeds, or several folds, of one config as a person sees them."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from app import navigation
from app.charts.repeats import FULL, confusion_tiles, dots, part_curves
from app.formatting import THIN, count
from app.jobs.board import framed
from core.data.classes import CLASS_NAMES
from core.jobs import Job, JobState

FINE = 0.01  # an interval narrower than ± one point is told in hundredths of a point


def show_seeds(job: Job) -> None:
    """Show one job of several seeds, whatever its state."""
    framed(job, "seeds", _seeds)


def show_crossvalidation(job: Job) -> None:
    """Show one cross-validation, whatever its state."""
    framed(job, "cross-validation", _folds)


def _seeds(job: Job) -> None:
    if job.state is not JobState.DONE:
        _under_way(job)
        return
    found = job.result
    row = st.container(horizontal=True, gap="medium")
    row.metric("Right on the test split", mean(found["test"]), help=_SEEDS)
    row.metric("Right on validation", mean(found["validation"]), help=_SEEDS)
    row.metric("From seed to seed", deviation(found["test"]), help=_DEVIATION)
    splits = {"test": "Test", "validation": "Validation"}
    values = {
        title: [{"name": run["name"], "accuracy": run[split]["accuracy"]} for run in found["runs"]]
        for split, title in splits.items()
    }
    st.altair_chart(dots(values, {title: found[split] for split, title in splits.items()}))
    _curves(found["runs"])
    _table(found["runs"])
    st.page_link(navigation.models(), label="Look at the versions", icon=":material/arrow_forward:")


def _folds(job: Job) -> None:
    if job.state is not JobState.DONE:
        _under_way(job)
        return
    found = job.result
    row = st.container(horizontal=True, gap="medium")
    row.metric("Right on new pictures", mean(found["accuracy"]), help=_FOLDS)
    row.metric("From fold to fold", deviation(found["accuracy"]))
    row.metric("Pictures answered", count(sum(fold["n"] for fold in found["folds"])))
    st.altair_chart(dots({"Folds": found["folds"]}, {"Folds": found["accuracy"]}))
    st.markdown(f"**{confused(found['confusion'])}**")
    st.altair_chart(confusion_tiles(found["confusion"]))
    st.caption(
        "Every picture outside the test split was answered once, by a network that had not seen "
        f"it. Right answers are left out; the darkest tiles are {FULL:.0%} of a class and more."
    )


def _under_way(job: Job) -> None:
    parts = job.progress.get("parts", [])
    done = [part for part in parts if part["state"] == "done"]
    if done:
        accuracies = [part.get("test", part)["accuracy"] for part in done]
        on = "on the test split" if "test" in done[0] else "on its fold"
        told = ", ".join(f"{accuracy:.1%}" for accuracy in accuracies)
        st.markdown(f"Done: {len(done)} of {len(parts)}. Right {on}: {told}.")
    _curves(parts, int(job.progress.get("epochs", 1)))


def _curves(parts: Sequence[Mapping[str, Any]], epochs: int = 1) -> None:
    if any(part["history"] for part in parts):
        st.altair_chart(part_curves(parts, max(epochs, *(len(part["history"]) for part in parts))))


def _table(runs: Sequence[Mapping[str, Any]]) -> None:
    rows = [
        {
            "Training": run["name"],
            "Version": run["model"],
            "Test": run["test"]["accuracy"] * 100,
            "Validation": run["validation"]["accuracy"] * 100,
        }
        for run in runs
    ]
    percent = st.column_config.NumberColumn(format="%.2f %%")
    st.dataframe(rows, column_config={"Test": percent, "Validation": percent}, hide_index=True)


def mean(spread: Mapping[str, Any]) -> str:
    """Write a mean with half the width of its interval: 93.4 % ± 0.5."""
    half = (spread["high"] - spread["low"]) / 2
    digits = 2 if half < FINE else 1
    return f"{spread['mean'] * 100:.{digits}f}{THIN}% ± {half * 100:.{digits}f}"


def deviation(spread: Mapping[str, Any]) -> str:
    return f"{spread['deviation'] * 100:.2f} points"


def confused(confusion: Sequence[Sequence[int]]) -> str:
    """Say which class is most often taken for which other."""
    shares = {
        (truth, called): n / max(1, sum(row))
        for truth, row in enumerate(confusion)
        for called, n in enumerate(row)
        if truth != called
    }
    truth, called = max(shares, key=lambda pair: shares[pair])
    share = shares[truth, called]
    return f"{CLASS_NAMES[truth]} is called {CLASS_NAMES[called]} in {share:.0%} of its pictures"


_SEEDS = (
    "Mean over the seeds with the 95 % interval of that mean (Student’s t). It tells how far "
    "chance in training moves the figure, not how far other test pictures would."
)
_DEVIATION = "Standard deviation of the test accuracy: two runs differ by about this much anyway."
_FOLDS = (
    "Mean over the folds with its 95 % interval, widened because the folds’ networks learnt from "
    "mostly the same pictures (Nadeau and Bengio). What a training chooses by, it chooses on "
    "pictures outside its fold."
)
