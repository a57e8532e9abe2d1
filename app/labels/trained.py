"""The trainings on published versions, and what the corrected labels changed."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app import navigation, resources
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
from core.workflows.data.effect import Effect, Row, UnderLabels, baseline_for
from core.workflows.train.train import TRAIN, TrainingJob

_CHANCE = {
    Verdict.SURE: "surely more than chance",
    Verdict.LIKELY: "probably more than chance",
    Verdict.OPEN: "which could be chance",
}
_COMPARED = "labels.compared"


def show_trainings() -> None:
    """Show the latest training on a published version; nothing if there is none."""
    jobs = [one for one in jobs_of(TRAININGS) if _on_published(one)]
    if jobs:
        st.subheader("What did it change?", anchor=False)
        show_job(jobs[0], TRAININGS[TRAIN.name])


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
    before = st.selectbox(f"Compare {literal(after.name)} with", names, key=f"{_COMPARED}.{job.id}")
    data = job.parameters.data if job.parameters else ORIGINAL
    for part in (Part.TEST, Part.VALIDATION):
        found = resources.label_effect(registry.get(before), after, data, part)
        if part is Part.TEST or found.changed:
            _show_effect(found)


def _show_effect(found: Effect) -> None:
    total = found.new.total
    st.markdown(f"**{_split(found)}**: {_sentence(found, total)}")
    st.markdown(_table(found))
    st.caption(_caption(found))


def _sentence(found: Effect, row: Row) -> str:
    gap = row.difference
    return (
        f"{literal(found.after)} is right on {_points(gap.value)} points, between "
        f"{_points(gap.low)} and {_points(gap.high)}, compared with {literal(found.before)}, "
        f"{_CHANCE[gap.verdict]}."
    )


def _points(share: float) -> str:
    return f"{share * 100:+.2f}".replace("-", "−")


def _split(found: Effect) -> str:
    return "Test split" if found.split is Part.TEST else "Validation split"


def _table(found: Effect) -> str:
    before, after = literal(found.before), literal(found.after)
    lines = [
        f"| right by the labels of | {before} | {after} | difference |",
        "| --- | --- | --- | --- |",
    ]
    lines += [_line(_labels(one), one.total) for one in _states(found)]
    lines += [_line(CLASS_NAMES[row.label or 0], row) for row in found.new.classes]
    return "\n".join(lines)


def _states(found: Effect) -> tuple[UnderLabels, ...]:
    """Return the old and the new labels; only the new ones if they are the same."""
    return (found.old, found.new) if found.changed else (found.new,)


def _labels(one: UnderLabels) -> str:
    return f"**{dataset_title(one.data)}**"


def _line(title: str, row: Row) -> str:
    gap = row.difference
    mark = "" if gap.verdict is Verdict.OPEN else f" {_CHANCE[gap.verdict]}"
    return (
        f"| {title} | {accuracy(row.before)} | {accuracy(row.after)} | {_points(gap.value)} "
        f"({_points(gap.low)} to {_points(gap.high)}){mark} |"
    )


def _caption(found: Effect) -> str:
    n = counted(found.old.total.n, "picture")
    changed = (
        f"{counted(found.changed, 'label')} of it differ from v1."
        if found.changed
        else "No label of it was changed, so old and new labels are the same."
    )
    alike = (
        "Both models have the same recipe and seed, and differ by their labels alone; "
        "another seed would change a few answers too."
        if found.comparable
        else "The models differ in more than their labels, so the difference is not due to these "
        "alone: train the same recipe on v1 to compare."
    )
    kind = (
        "It is only reported, nothing is chosen by it."
        if found.split is Part.TEST
        else "Both models chose their epoch by it."
    )
    return f"{n}. {changed} {kind} {alike} Classes by the new labels; 95 % intervals, paired."


def _figures(job: TrainingJob, row: DeltaGenerator) -> None:
    if job.progress is not None and job.progress.accuracy is not None:
        row.metric("Right on the latest pictures", percent(job.progress.accuracy, 0))


def _actions(job: TrainingJob, row: DeltaGenerator) -> None:
    if job.result is not None:
        row.page_link(
            navigation.models(), label="Promote or roll back", icon=":material/inventory_2:"
        )


TRAININGS = {TRAIN.name: JobView("training", _body, _figures, _actions)}
