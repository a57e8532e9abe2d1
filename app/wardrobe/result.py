"""A teaching as a person sees it: what it learns from, how far it is, what came of it."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from app import navigation, resources
from app.components.widgets import sentences
from app.formatting import THIN, accuracy, count, duration
from app.jobs import parts as jobparts
from app.jobs.board import framed
from core.jobs import Job, JobState
from core.registry import ModelVersion

TITLES = {
    "wardrobe": "Your held-back pictures",
    "validation": "Validation split",
    "test": "Test split",
}
HINTS = {
    "wardrobe": "Pictures of the wardrobe that neither model learned from.",
    "validation": "How much of the new was taken over was decided on these.",
    "test": "For this report only: nothing was decided on these.",
}


def show_lesson(job: Job) -> None:
    """Show one teaching: while it runs, and what came of it."""
    framed(job, "teaching", _body)


def _body(job: Job) -> None:
    if job.state is JobState.DONE:
        _result(job)


def _result(job: Job) -> None:
    result = job.result
    st.markdown(
        f"**{result['name']}** learned from {_pictures(result['taught'])} "
        f"on top of {result['base']}, in {duration(job.elapsed(0))}."
    )
    row = st.container(horizontal=True, gap="large")
    for name, title in TITLES.items():
        _metric(row, name, title, result)
    st.markdown(_in_words(result))
    if result["share"] < 1:
        st.caption(_share(result["share"]))
    if result["reserved"]:
        st.caption(f"{_pictures(result['reserved'])} left out: they measure models already.")
    _cases(result["cases"])
    _decide(job)


def _metric(row: Any, name: str, title: str, result: Mapping[str, Any]) -> None:
    before, after = result["before"][name], result["after"][name]
    if after is None:
        row.metric(title, "none yet", help=HINTS[name])
        return
    points = 100 * (after["accuracy"] - before["accuracy"])
    row.metric(
        title,
        accuracy(after),
        f"{points:+.1f} points, {count(after['n'])} pictures",
        delta_color="off" if abs(points) < 0.05 else "normal",
        help=f"{HINTS[name]} Before: {accuracy(before)}. ± is the 95{THIN}% interval.",
    )


def _in_words(result: Mapping[str, Any]) -> str:
    """Say what became better and worse, and whether that could be chance."""
    said = [
        _verdict(result, "wardrobe", "your pictures"),
        _verdict(result, "test", "the test split"),
    ]
    return " ".join(sentence for sentence in said if sentence)


def _verdict(result: Mapping[str, Any], name: str, noun: str) -> str:
    won, lost = result["won"][name], result["lost"][name]
    if result["after"][name] is None:
        return f"Nothing of {noun} is held back yet, so nothing there can be measured."
    if not won and not lost:
        return f"On {noun} nothing changed."
    surely = "" if result["chance"][name] >= 0.05 else ", more than chance gives"
    maybe = ", which could be chance" if not surely else ""
    return f"On {noun} it has {won} more right and {lost} more wrong than before{surely}{maybe}."


def _share(share: float) -> str:
    if share == 0:
        return (
            "All that was learned cost too much on the validation split, so none of it was "
            "taken over. More pictures, of more kinds, may help."
        )
    return f"Only {share:.0%} of the change was taken over: more cost too much on validation."


def _cases(cases: Mapping[str, Any]) -> None:
    if cases["n"]:
        st.markdown(f"It passes {cases['passed']} of {_noun(cases['n'], 'case')}.")


def _decide(job: Job) -> None:
    """Offer to keep the new version or to throw it away, as long as neither was done."""
    version = _version(job.result["version"])
    if version is None:
        st.caption(f"{job.result['name']} was thrown away. The Runs page can bring it back.")
    elif version.is_champion:
        st.caption(f"{version.name} answers now. The Models page can roll back.")
    else:
        _offer(job, version)


def _offer(job: Job, version: ModelVersion) -> None:
    row = st.container(horizontal=True, vertical_alignment="center")
    if row.button(
        "Keep it as champion",
        icon=":material/check:",
        type="primary",
        key=f"keep.{job.id}",
    ):
        with sentences(), st.spinner("Making it champion"):
            reason = f"Taught with {_pictures(job.result['taught'])} of the wardrobe."
            resources.registry().promote(version.number, reason)
            st.rerun()
    if row.button("Throw it away", icon=":material/delete:", key=f"throw.{job.id}"):
        with sentences(), st.spinner("Throwing it away"):
            resources.registry().runs.delete(version.run_id)
            st.rerun()
    row.page_link(navigation.models(), label="All models", icon=":material/inventory_2:")


def _version(number: int) -> ModelVersion | None:
    return next((v for v in resources.registry().versions() if v.number == number), None)


def _pictures(number: int) -> str:
    return _noun(number, "picture")


def _noun(number: int, noun: str) -> str:
    return f"{count(number)} {noun}{'s' if number != 1 else ''}"


def outcome(job: Job) -> str:
    """Say in a few words what came of a teaching, for the line of an earlier one."""
    if job.state is not JobState.DONE:
        return ""
    after = job.result["after"]["wardrobe"] or job.result["after"]["test"]
    return f" · **{job.result['name']}**, {accuracy(after)}"


def show_earlier(jobs: list[Job]) -> None:
    """List teachings that are over, a line each."""
    if not jobs:
        return
    with st.expander(f"Earlier ({len(jobs)})", icon=":material/history:"):
        for job in jobs[: jobparts.EARLIER]:
            row = jobparts.earlier_line(job, outcome(job))
            row.space("stretch")
            jobparts.forget_button(job, row)
