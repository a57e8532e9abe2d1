"""Show the results of several seeds, or several folds, of one configuration."""

from collections.abc import Mapping, Sequence

import streamlit as st

from app import navigation
from app.charts.confusion import FULL, confusion_tiles
from app.charts.curves import part_curves
from app.charts.intervals import Measured, dots
from app.formatting import count, percent
from app.jobs.board import JobView
from core.data.classes import CLASS_NAMES
from core.evaluation.repeats import Spread
from core.jobs import AnyJob
from core.training import TrainConfig
from core.workflows.experiments.crossvalidation import FoldsJob
from core.workflows.experiments.parts import Curve, PartsProgress
from core.workflows.experiments.seeds import SeedRun, SeedsJob

FINE = 0.01  # intervals narrower than ± one point get a second decimal


def _seeds(job: SeedsJob) -> None:
    found = job.result
    if found is None:
        _under_way(job)
        return
    row = st.container(horizontal=True, gap="medium")
    row.metric("Right on the test split", mean(found.test), help=_SEEDS)
    row.metric("Right on validation", mean(found.validation), help=_SEEDS)
    row.metric("Spread across seeds", deviation(found.test), help=_DEVIATION)
    test = {run.name: run.test.accuracy for run in found.runs}
    validation = {run.name: run.validation.accuracy for run in found.runs}
    rows = {
        "Test": Measured(test, found.test),
        "Validation": Measured(validation, found.validation),
    }
    st.altair_chart(dots(rows))
    _curves({run.name: run.history for run in found.runs})
    _table(found.runs)
    st.page_link(navigation.models(), label="View the versions", icon=":material/arrow_forward:")


def _folds(job: FoldsJob) -> None:
    note_left_out(job.parameters.config)
    found = job.result
    if found is None:
        _under_way(job)
        return
    row = st.container(horizontal=True, gap="medium")
    row.metric("Right on new pictures", mean(found.accuracy), help=_FOLDS)
    row.metric("Spread across folds", deviation(found.accuracy))
    row.metric("Pictures answered", count(sum(fold.n for fold in found.folds)))
    accuracies = {fold.name: fold.accuracy for fold in found.folds}
    st.altair_chart(dots({"Folds": Measured(accuracies, found.accuracy)}))
    st.markdown(f"**{confused(found.confusion)}**")
    st.altair_chart(confusion_tiles(found.confusion))
    st.caption(
        "Every picture outside the test split was answered once, by a network that had not seen "
        f"it. Right answers are left out; the darkest tiles are {percent(FULL, 0)} of a class or "
        "more."
    )


def note_left_out(config: TrainConfig) -> None:
    """Say what a cross-validation leaves out of the settings, if anything."""
    if config.distillation or config.warm_start:
        st.caption(_LEFT_OUT)


def _under_way(job: AnyJob) -> None:
    progress: PartsProgress = job.progress or PartsProgress()
    tested = [part.test.accuracy for part in progress.parts if part.test is not None]
    on_folds = [part.accuracy for part in progress.parts if part.accuracy is not None]
    if done := tested or on_folds:
        on = "on the test split" if tested else "on its fold"
        shown = ", ".join(percent(accuracy) for accuracy in done)
        st.markdown(f"Done: {len(done)} of {len(progress.parts)}. Right {on}: {shown}.")
    running = next((part.name for part in progress.parts if part.state == "running"), "")
    _curves({part.name: part.history for part in progress.parts}, progress.epochs, running)


def _curves(parts: Mapping[str, Curve], epochs: int = 1, running: str = "") -> None:
    longest = max((len(curve) for curve in parts.values()), default=0)
    if longest:
        st.altair_chart(part_curves(parts, max(epochs, longest), running))


def _table(runs: Sequence[SeedRun]) -> None:
    rows = [
        {
            "Training": run.name,
            "Version": run.model,
            "Test": run.test.accuracy * 100,
            "Validation": run.validation.accuracy * 100,
        }
        for run in runs
    ]
    right = st.column_config.NumberColumn(format="%.2f %%")
    st.dataframe(rows, column_config={"Test": right, "Validation": right}, hide_index=True)


def mean(spread: Spread) -> str:
    """Format a mean with half the width of its interval, if it has one: 93.4 % ± 0.5."""
    if spread.half is None:
        return percent(spread.mean)
    digits = 2 if spread.half < FINE else 1
    return f"{percent(spread.mean, digits)} ± {spread.half * 100:.{digits}f}"


def deviation(spread: Spread) -> str:
    return f"{spread.deviation * 100:.2f} points"


def confused(confusion: Sequence[Sequence[int]]) -> str:
    """Return the most frequent confusion in words."""
    shares = {
        (truth, called): n / max(1, sum(row))
        for truth, row in enumerate(confusion)
        for called, n in enumerate(row)
        if truth != called
    }
    truth, called = max(shares, key=lambda pair: shares[pair])
    often = percent(shares[truth, called], 0)
    return f"{CLASS_NAMES[truth]} is called {CLASS_NAMES[called]} in {often} of its pictures"


_SEEDS = (
    "Mean over the seeds with its 95 % interval (Student’s t). It shows how much chance in "
    "training changes the accuracy, not how much other test pictures would."
)
_DEVIATION = "Standard deviation of the test accuracy: runs differ by about this much by chance."
_FOLDS = (
    "Mean over the folds with its 95 % interval, widened because the networks share most of their "
    "training pictures (Nadeau and Bengio). Choices within a run are made on pictures outside its "
    "fold."
)

_LEFT_OUT = (
    "Without distillation and warm start: the model that they learn from has seen the pictures "
    "that each fold holds out. So a training with these settings may do better than its folds."
)

SEEDS_VIEW = JobView("runs", _seeds)
FOLDS_VIEW = JobView("cross-validation", _folds)
