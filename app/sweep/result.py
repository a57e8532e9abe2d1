"""Show a search: its trials, the best so far, and which settings mattered."""

from collections.abc import Sequence

import streamlit as st

from app import navigation, resources
from app.components.callbacks import attempt, show_failure
from app.foreign import literal
from app.formatting import accuracy, count, duration, percent
from app.jobs.board import JobView
from app.sweep.charts import best_so_far, drawable, floor, importance_bars
from app.sweep.parallel import parallel_coordinates, written
from app.training_settings import fill_form, title_of
from core.evaluation import wilson
from core.training import TrainConfig
from core.training.search.importance import MIN_TRIALS
from core.training.search.plan import SweepPlan
from core.training.search.trials import SweepTrial, TrialState
from core.workflows.experiments.sweep import SweepFindings, SweepJob
from core.workflows.train.train import start_training

STATES = {
    TrialState.DONE: "done",
    TrialState.PRUNED: "stopped early",
    TrialState.DIVERGED: "diverged",
    TrialState.RUNNING: "running",
    TrialState.WAITING: "waiting",
}
CUT_SHORT = {TrialState.RUNNING: "cut short", TrialState.WAITING: "cut short"}
LINES_SHOWN = 8  # of the table, which scrolls


def _body(job: SweepJob) -> None:
    found, plan = job.result or job.progress, job.parameters
    if found is None or not found.trials:
        return
    if found.best:
        _best(job, found, found.best)
    if drawable(found.trials):
        st.altair_chart(best_so_far(found.trials))
        _note_clipped(found.trials)
    _table(found.trials, plan.searched, over=job.state.ended)
    if len(drawable(found.trials)) > 1:
        st.markdown("**Each line is a trial**, the best one bold")
        st.altair_chart(parallel_coordinates(found.trials, plan))
    _mattered(found, plan.searched)


def _best(job: SweepJob, found: SweepFindings, best: SweepTrial) -> None:
    """Show the best trial and its gain, and offer to train with its settings."""
    share = wilson(round(best.reached * found.n), found.n)
    st.markdown(
        f"Best: **trial {best.number}**, {accuracy(share)} of the {count(found.n)} validation "
        "pictures right.",
        help=_FLATTERS,
    )
    plan = job.parameters
    st.markdown(f"{_settings(best, plan)}. {_gain(plan, best, found.trials[0], share.half)}")
    if job.state.ended:
        _use(job, best)


def _use(job: SweepJob, best: SweepTrial) -> None:
    """Offer to train with the settings of the best trial."""
    config = job.parameters.config(best.settings)
    row = st.container(horizontal=True, vertical_alignment="center")
    key = f"train.{job.id}"
    pressed = row.button(
        "Train with the best settings",
        icon=":material/play_arrow:",
        type="primary",
        key=key,
        help="A full run that registers a model, tested once on the test split.",
        on_click=_train,
        args=(key, config),
    )
    if not show_failure(key) and pressed:
        st.switch_page(navigation.train())
    if row.button("Copy to the Train page", icon=":material/tune:", key=f"form.{job.id}"):
        fill_form(config)
        st.switch_page(navigation.train())


def _train(key: str, config: TrainConfig) -> None:
    attempt(key, start_training, resources.runner(), config)


def _settings(trial: SweepTrial, plan: SweepPlan) -> str:
    names = [name for name in plan.searched if name in trial.settings]
    return " · ".join(
        f"{literal(title_of(name))} {literal(written(trial.settings[name]))}" for name in names
    )


def _gain(plan: SweepPlan, best: SweepTrial, first: SweepTrial, half: float) -> str:
    """Compare with the starting point, if its trial was completed."""
    if first.settings != plan.starting_point() or first.state is not TrialState.DONE:
        return ""
    if best.number == first.number:
        return "These are the settings that you started from."
    gain = best.reached - first.reached
    sure = "" if gain > 2 * half else " These pictures are too few to show that it is real."
    reached = percent(first.reached)
    return f"The starting point reached {reached}, {gain * 100:.1f} points less.{sure}"


def _note_clipped(trials: Sequence[SweepTrial]) -> None:
    low = floor(trials)
    below = sum(trial.reached < low for trial in drawable(trials))
    if below:
        st.caption(f"Drawn at the edge: {below} below {percent(low)}.")


def _table(trials: Sequence[SweepTrial], names: Sequence[str], over: bool) -> None:
    states = STATES | (CUT_SHORT if over else {})
    rows = [
        {"Trial": trial.number, "Right": trial.reached * 100 or None}
        | {title_of(name): written(trial.settings.get(name, "")) for name in names}
        | {
            "State": states[trial.state],
            "Epochs": f"{len(trial.curve)} of {trial.epochs}",
            "Time": duration(trial.seconds) if trial.seconds else "",
        }
        for trial in reversed(trials)
    ]
    columns = {
        "Trial": st.column_config.NumberColumn(width=50),
        "Right": st.column_config.NumberColumn(format="%.2f %%", help=_RIGHT, width=70),
    }
    height = 35 * (min(len(rows), LINES_SHOWN) + 1) + 3
    st.dataframe(rows, column_config=columns, hide_index=True, height=height, placeholder="")


def _mattered(found: SweepFindings, names: Sequence[str]) -> None:
    if found.importance:
        clear = [literal(title_of(each.setting)) for each in found.importance if each.stands_out]
        verdict = (
            f"{' and '.join(clear)} mattered" if clear else "Nothing stands out from chance yet"
        )
        st.markdown(f"**{verdict}**", help=_IMPORTANCE)
        st.altair_chart(importance_bars(found.importance))
    elif len(names) > 1 and len(drawable(found.trials)) < MIN_TRIALS:
        st.caption(f"What mattered is shown here after {MIN_TRIALS} ended trials.")


_FLATTERS = (
    "± is the 95 % interval of one accuracy on this many pictures. The best of many trials on the "
    "same pictures is partly luck, so this accuracy is optimistic. The test split, which no trial "
    "has seen, is used once when you train with these settings."
)
_RIGHT = "Share of the validation pictures; for a trial stopped early, in its best epoch."
_IMPORTANCE = (
    "How much a setting's values in the better half of the trials differ from those in all trials "
    "(PED-ANOVA). The grey tick is what chance alone reaches in one of twenty searches like this: "
    "a bar that ends before its tick may mean nothing."
)

SEARCH_VIEW = JobView("search", _body)
