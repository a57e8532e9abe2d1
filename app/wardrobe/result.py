"""Show a fine-tuning run: what it was trained on, and its result."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app import navigation, resources
from app.components.widgets import error_boundary
from app.foreign import literal
from app.formatting import THIN, accuracy, count, counted, duration, percent
from app.jobs.board import JobView
from core.registry import ModelVersion
from core.workflows.train.finetune import FINETUNE, FineTuningJob
from core.workflows.train.finetuning_result import (
    CHANCE,
    WARDROBE,
    CasesPassed,
    Comparison,
    FineTuningResult,
)

TITLES = {
    WARDROBE: "Your held-out pictures",
    "validation": "Validation split",
    "test": "Test split",
}
HINTS = {
    WARDROBE: "Wardrobe pictures that neither model was trained on.",
    "validation": "Decides how much of the change to keep (interpolation weight).",
    "test": "For reporting only: nothing was decided on these.",
}


def _body(job: FineTuningJob) -> None:
    result = job.result
    if result is None:
        return
    st.markdown(
        f"**{literal(result.name)}** was fine-tuned with {counted(result.trained_on, 'picture')} "
        f"from {literal(result.base)}, in {duration(job.elapsed(0))}."
    )
    row = st.container(horizontal=True, gap="large")
    for split in TITLES:
        _metric(row, split, result.on(split))
    st.markdown(_in_words(result))
    st.markdown(_advice(result))
    if result.interpolation_weight < 1:
        st.caption(_taken_over(result.interpolation_weight))
    if result.excluded:
        pictures = counted(result.excluded, "picture")
        st.caption(
            f"{pictures} excluded: models are measured on them (cases, validation or test split)."
        )
    _cases(result.cases)
    _decide(job, result)


def _metric(row: DeltaGenerator, split: str, found: Comparison) -> None:
    if found.before is None or found.after is None:
        row.metric(TITLES[split], "none yet", help=HINTS[split])
        return
    points = 100 * (found.after.accuracy - found.before.accuracy)
    before = accuracy(found.before.interval)
    row.metric(
        TITLES[split],
        accuracy(found.after.interval),
        f"{points:+.1f} points, {counted(found.after.n, 'picture')}",
        delta_color="off" if abs(points) < 0.05 else "normal",
        help=f"{HINTS[split]} Before: {before}. ± is the 95{THIN}% interval.",
    )


def _in_words(result: FineTuningResult) -> str:
    """Return what improved and what got worse, and whether that could be chance."""
    nouns = {WARDROBE: "your pictures", "test": "the test split"}
    return " ".join(_verdict(result.on(split), noun) for split, noun in nouns.items())


def _verdict(found: Comparison, noun: str) -> str:
    if found.after is None:
        return f"Nothing from {noun} is held out yet, so nothing can be measured there."
    if not found.fixed and not found.broken:
        return f"On {noun}, nothing changed."
    by_chance = found.p_value >= CHANCE
    verdict = "which could be chance" if by_chance else "more than chance would give"
    changed = f"{count(found.fixed)} newly right and {count(found.broken)} newly wrong answers"
    return f"On {noun}, it gives {changed}, {verdict}."


def _advice(result: FineTuningResult) -> str:
    """Return what to do with the new version, from what was measured."""
    if result.gained:
        return "**A gain was shown on pictures that it has not seen.**"
    if result.on(WARDROBE).better:
        return "**Better on your pictures, but worse on the test split.** Decide what matters more."
    if result.on(WARDROBE).worse or result.on("test").worse:
        return f"**It got worse.** Stay with {literal(result.base)}."
    return (
        f"**No gain could be shown.** Stay with {literal(result.base)}; more labelled pictures may "
        "teach it more, and measure smaller gains."
    )


def _taken_over(weight: float) -> str:
    if weight == 0:
        return (
            "The change cost too much accuracy on the validation split, so none of it was kept. "
            "More pictures, of more kinds, may help."
        )
    kept = percent(weight, 0)
    return f"Only {kept} of the change was kept: more cost too much on the validation split."


def _cases(cases: CasesPassed) -> None:
    if cases.n:
        st.markdown(f"It passes {cases.passed} of {counted(cases.n, 'case')}.")


def _decide(job: FineTuningJob, result: FineTuningResult) -> None:
    """Offer to keep or delete the new version, until one was done."""
    versions = resources.registry().versions()
    version = next((one for one in versions if one.number == result.version), None)
    if version is None:
        st.caption(f"{literal(result.name)} was deleted. You can restore it on the Runs page.")
    elif version.is_champion:
        st.caption(f"{version.name} is the champion now. You can roll back on the Models page.")
    else:
        _offer(job, version, result)


def _offer(job: FineTuningJob, version: ModelVersion, result: FineTuningResult) -> None:
    """Offer both decisions; the main button is the one that the figures speak for."""
    row = st.container(horizontal=True, vertical_alignment="center")
    if result.gained:
        _keep_button(row, job, version, result, main=True)
        _leave_button(row, job, version, "Delete it")
    else:
        _leave_button(row, job, version, f"Stay with {literal(result.base)}", main=True)
        _keep_button(row, job, version, result)
    row.page_link(navigation.models(), label="All models", icon=":material/inventory_2:")


def _keep_button(
    row: DeltaGenerator,
    job: FineTuningJob,
    version: ModelVersion,
    result: FineTuningResult,
    main: bool = False,
) -> None:
    if row.button(
        f"Make {version.name} champion",
        icon=":material/check:",
        type="primary" if main else "secondary",
        key=f"keep.{job.id}",
    ):
        with error_boundary(), st.spinner("Making it champion"):
            pictures = counted(result.trained_on, "picture")
            reason = f"Fine-tuned with {pictures} from the wardrobe."
            resources.registry().promote(version.number, reason)
            st.rerun()


def _leave_button(
    row: DeltaGenerator, job: FineTuningJob, version: ModelVersion, label: str, main: bool = False
) -> None:
    if row.button(
        label,
        icon=":material/shield:" if main else ":material/delete:",
        type="primary" if main else "secondary",
        key=f"throw.{job.id}",
        help=f"Deletes {version.name}. You can restore it on the Runs page.",
    ):
        with error_boundary(), st.spinner("Deleting it"):
            resources.registry().runs.delete(version.run_id)
            st.rerun()


def _outcome(job: FineTuningJob) -> str:
    if job.result is None:
        return ""
    after = job.result.on(WARDROBE).after or job.result.on("test").after
    return f" · **{literal(job.result.name)}**" + (f", {accuracy(after.interval)}" if after else "")


FINETUNINGS = {FINETUNE.name: JobView("fine-tuning", _body, outcome=_outcome)}
