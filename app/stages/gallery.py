"""Every picture with its stages, its answer, and the answers without each stage; worst first."""

from collections import Counter
from collections.abc import Callable, Sequence

import streamlit as st

from app import resources
from app.formatting import count
from app.stages.outcome import Judged, Outcome, worst_first
from app.stages.sample import sample_html, samples_html
from core.input_kind import InputKind
from core.pictures.stages import TITLES
from core.text import display_name
from core.workflows.photos.ablation import STAGES, Sample
from core.workflows.photos.folder import Mapped
from core.workflows.photos.job import AblationJob
from core.workflows.photos.record import SampleRecord
from core.workflows.photos.step_effects import is_right
from core.workflows.photos.threshold import threshold_of

PAGE = 20
ALL = "all"


def show_gallery(job: AblationJob, samples: Sequence[Sample]) -> None:
    """Show the pictures twenty at a time, confidently wrong ones first."""
    st.subheader("Picture by picture, worst first", anchor=False)
    mapping = job.parameters.mapping
    version = resources.registry().champion()
    thresholds = {kind: threshold_of(version, kind).in_use for kind in InputKind}
    found = _selected(job, worst_first(samples, mapping, thresholds), mapping)
    if not found:
        st.info("No picture matches. Remove a filter.")
        return
    pages = -(-len(found) // PAGE)
    key = f"stages.page.{job.id}.{len(found)}"
    page = st.pagination(pages, key=key) if pages > 1 else 1
    record = SampleRecord(resources.settings(), job.id)
    here = found[(page - 1) * PAGE : page * PAGE]
    st.html(samples_html(sample_html(one, mapping, record.strip(one.number)) for one in here))


def _selected(job: AblationJob, judged: Sequence[Judged], mapping: Mapped) -> list[Judged]:
    """Ask which pictures to show, and return them."""
    row = st.container(horizontal=True, vertical_alignment="bottom")
    numbers = Counter(one.outcome for one in judged)
    outcome = row.selectbox(
        "Outcome",
        [ALL, *(each for each in Outcome if numbers[each])],
        format_func=lambda each: ALL if each == ALL else f"{each} ({count(numbers[each])})",
        key=f"stages.kind.{job.id}",
        width=330,
    )
    label = row.selectbox(
        "Label",
        [ALL, *sorted({one.sample.label for one in judged})],
        format_func=lambda label: display_name(label) + _score(label, judged),
        key=f"stages.label.{job.id}",
        width=270,
    )
    decided = row.selectbox(
        "Decisive stage",
        [ALL, *(name for name in STAGES if any(name in one.sample.answers for one in judged))],
        format_func=lambda name: TITLES[name][0] if name != ALL else ALL,
        key=f"stages.decided.{job.id}",
        width=220,
        help="Only pictures that are right with this stage and wrong without it, or the reverse.",
    )
    tests: list[Callable[[Judged], bool]] = [
        lambda one: outcome in (ALL, one.outcome),
        lambda one: label in (ALL, one.sample.label),
        lambda one: decided == ALL or is_right(one.sample, mapping, decided) != one.right,
    ]
    return [one for one in judged if all(test(one) for test in tests)]


def _score(label: str, judged: Sequence[Judged]) -> str:
    """Return how many of a label are right with all stages on; empty for outliers and “all”."""
    correct = [one.right for one in judged if one.sample.label == label]
    if not correct or correct[0] is None:
        return ""
    return f" ({sum(map(bool, correct))} of {count(len(correct))} right)"
