"""The trainings on published versions, and what the corrected labels changed."""

from dataclasses import replace

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app import navigation, resources
from app.components.promotion import ask_soon
from app.components.start import start_button
from app.foreign import literal
from app.formatting import accuracy, counted, dataset_title, percent
from app.jobs.board import JobView, jobs_of, show_job
from core.data.classes import CLASS_NAMES
from core.data.versions.original import NAME as ORIGINAL
from core.data.versions.pictures import Part
from core.data.versions.store import PUBLISHED
from core.evaluation.paired import Verdict
from core.jobs import JobState
from core.training import TrainConfig
from core.workflows.data.labels.effect import Effect, Row, baseline_for
from core.workflows.train.train import TRAIN, TrainingJob, start_training

_CHANCE = {
    Verdict.SURE: "surely more than chance",
    Verdict.LIKELY: "probably more than chance",
    Verdict.OPEN: "which could be chance",
}
_COMPARED = "labels.compared"


def show_trainings() -> None:
    """Show the latest training on a published version, and what it changed."""
    jobs = [one for one in jobs_of(TRAININGS) if _on_published(one)]
    st.subheader("What did it change?", anchor=False)
    if jobs:
        show_job(jobs[0], TRAININGS[TRAIN.name])
    else:
        st.markdown(
            "Train on a version, and see here where the new model is right more often, by the old "
            "labels and by the corrected ones, and whether that is more than chance."
        )


def _on_published(job: TrainingJob) -> bool:
    config = job.parameters
    if not isinstance(config, TrainConfig):
        return False
    return config.data != ORIGINAL and PUBLISHED.fullmatch(config.data) is not None


def _body(job: TrainingJob) -> None:
    if job.result is None:
        if job.state is JobState.RUNNING and job.progress is not None:
            st.caption("The comparison appears here when it is trained.")
        return
    registry = resources.registry()
    after = registry.get(job.result.name)
    others = [one.name for one in registry.versions() if one.number != after.number]
    first = baseline_for(registry, after).name
    names = [first, *(name for name in others if name != first)]
    before = st.selectbox(
        f"Compare model {literal(after.name)} with", names, key=f"{_COMPARED}.{job.id}.{first}"
    )
    data = job.parameters.data if job.parameters else ORIGINAL
    effects = [
        resources.label_effect(registry.get(before), after, data, part)
        for part in (Part.TEST, Part.VALIDATION)
    ]
    _say_whether_comparable(job, effects[0])
    for found in effects:
        if found.split is Part.TEST or found.changed:
            _show_effect(found)


def _say_whether_comparable(job: TrainingJob, found: Effect) -> None:
    if found.comparable:
        st.markdown("Both models have the same recipe and seed; they learned other labels.")
        return
    st.markdown(
        f"Models {literal(found.before)} and {literal(found.after)} differ in more than their "
        f"labels. To see what the labels did, train {dataset_title(ORIGINAL)} in the same way."
    )
    if job.parameters is not None:
        _offer_the_same(replace(job.parameters, data=ORIGINAL))


def _offer_the_same(config: TrainConfig) -> None:
    """Offer a training to compare with, or show it while it waits or runs."""
    for one in jobs_of(TRAININGS):
        if one.parameters == config and not one.state.ended:
            show_job(one, BASELINES)
            return
    start_button(
        f"Train the same on {dataset_title(config.data)}",
        ":material/school:",
        lambda: start_training(resources.runner(), config),
        width="content",
    )


def _show_effect(found: Effect) -> None:
    st.markdown(f"**{_split(found)}**: {_sentence(found)}")
    st.markdown(_totals(found))
    with st.expander(f"{_split(found)}, class by class"):
        st.markdown(_classes(found))
    st.caption(_caption(found))


def _sentence(found: Effect) -> str:
    gap = found.new.total.difference
    more = "less" if gap.value < 0 else "more"
    return (
        f"model {literal(found.after)} is right {abs(gap.value) * 100:.2f} points {more} often "
        f"than model {literal(found.before)} ({_points(gap.low)} to {_points(gap.high)}), "
        f"{_CHANCE[gap.verdict]}."
    )


def _points(share: float) -> str:
    return f"{share * 100:+.2f}".replace("-", "−")


def _split(found: Effect) -> str:
    return "Test split" if found.split is Part.TEST else "Validation split"


def _totals(found: Effect) -> str:
    """Return a table with a column for each set of labels: it fits a phone."""
    rows = (found.old.total, found.new.total) if found.changed else (found.new.total,)
    lines = _head(found)
    lines.append(_line(f"model {literal(found.before)}", [accuracy(row.before) for row in rows]))
    lines.append(_line(f"model {literal(found.after)}", [accuracy(row.after) for row in rows]))
    lines.append(_line("difference in points", [_difference(row) for row in rows]))
    return "\n".join(lines)


def _head(found: Effect) -> list[str]:
    if not found.changed:
        return ["| | right |", "| --- | --- |"]
    old, new = (dataset_title(one.data) for one in (found.old, found.new))
    return [
        f"| | right by the old labels, {old} | right by the corrected labels, {new} |",
        "| --- | --- | --- |",
    ]


def _classes(found: Effect) -> str:
    lines = [
        f"| right | model {literal(found.before)} | model {literal(found.after)} | points |",
        "| --- | --- | --- | --- |",
    ]
    for row in found.new.classes:
        before, after = percent(row.before.value), percent(row.after.value)
        lines.append(_line(CLASS_NAMES[row.label or 0], [before, after, _difference(row)]))
    return "\n".join(lines)


def _line(title: str, cells: list[str]) -> str:
    return f"| {title} | {' | '.join(cells)} |"


def _difference(row: Row) -> str:
    gap = row.difference
    mark = "" if gap.verdict is Verdict.OPEN else f", {_CHANCE[gap.verdict]}"
    return f"{_points(gap.value)} ({_points(gap.low)} to {_points(gap.high)}){mark}"


def _caption(found: Effect) -> str:
    n = counted(found.old.total.n, "picture")
    used = (
        "Only reported: nothing is chosen by this split."
        if found.split is Part.TEST
        else "Recipes were chosen by this split, which may flatter both models."
    )
    return (
        f"{n}; {_changed(found)} {used} Chance is that of these pictures (paired, 95 %). Two "
        "trainings on the same labels differ as well: only several seeds of both show what the "
        "labels did."
    )


def _changed(found: Effect) -> str:
    if not found.changed:
        return "no label was changed here."
    return f"{counted(found.changed, 'label')} corrected or excluded here."


def _figures(job: TrainingJob, row: DeltaGenerator) -> None:
    if job.progress is not None and job.progress.accuracy is not None:
        row.metric("Right on the latest pictures", percent(job.progress.accuracy, 0))


def _actions(job: TrainingJob, row: DeltaGenerator) -> None:
    if job.result is None:
        return
    name = job.result.name
    if resources.registry().champion().name != name and row.button(
        f"Make {literal(name)} the champion …",
        icon=":material/crown:",
        key=f"labels.promote.{job.id}",
        on_click=ask_soon,
        args=(name,),
        help="First shows what changes, and what gets worse.",
    ):
        st.rerun()  # the whole page, which opens the dialog
    row.page_link(navigation.models(), label="All models", icon=":material/inventory_2:")


BASELINES = JobView("training", lambda job: None, _figures)
TRAININGS = {TRAIN.name: JobView("training", _body, _figures, _actions)}
