"""What the checks found in a data version: what passed, and the pictures of what did not."""

from collections.abc import Sequence

import streamlit as st

from app import resources
from app.components.callbacks import attempt, show_failure
from app.components.widgets import error_boundary, show_trouble
from app.foreign import literal
from app.formatting import count, counted, dataset_title, duration, moment
from app.jobs import board, parts
from app.jobs.board import JobView
from app.versions.fault_pictures import show_pairs, show_pictures
from app.versions.html_table import show_table
from core.data.checks.duplicates import near_duplicate_words
from core.data.checks.leaks import leak_effect
from core.data.checks.reports import DataReport, Reports
from core.data.checks.result import CheckResult, Severity
from core.data.checks.table import CHECKS
from core.jobs import AnyJob, JobState
from core.workflows.data.validate import VALIDATE, ValidateParameters, start_validate

_START = "checks.start"
ICONS = {Severity.ERROR: ":material/error:", Severity.WARNING: ":material/warning:"}


def check_one(names: Sequence[str]) -> None:
    """Ask for a version, and show whether its data is sound."""
    st.subheader("Is the data sound?", anchor=False)
    version = names[-1]
    if len(names) > 1:
        version = st.selectbox(
            "Version to check",
            names,
            index=len(names) - 1,
            format_func=dataset_title,
            label_visibility="collapsed",
            width=420,
        )
    show_checks(version)
    _show_leak_effect(version)


def _show_leak_effect(version: str) -> None:
    """Show the champion's accuracy with and without test pictures that have a twin in train."""
    newest = Reports(resources.settings()).newest_searched(version)
    if newest is None or not newest.leaked:
        return
    answers = resources.all_answers(resources.registry().champion(), version)
    if answers is None:
        return
    pictures = resources.picture_table(version).pictures
    st.markdown(literal(leak_effect(pictures, answers.predicted, newest.leaked).in_words()))


def show_checks(version: str) -> None:
    """Show the newest report of a version, its history, and a button that checks it again."""
    polls = resources.runner().busy()
    # Polling continues after the last job; pages/train.py says why.
    st.fragment(_checks, run_every=1.0 if polls else None)(version, polls)


def _checks(version: str, polls: bool) -> None:
    parts.follow()
    if resources.runner().busy() and not polls:
        st.rerun()  # a button of this fragment has just started a job
    board.show_record_trouble()
    with error_boundary():
        reports = Reports(resources.settings())
        history = reports.history(version)
        jobs = _jobs(version, history[0].created if history else 0.0)
        at_work = [job for job in jobs if not job.state.ended]
        shown = at_work or jobs[:1]
        _start(version, checked=bool(history), idle=not at_work)
        for job in shown:
            board.show_job(job, VALIDATIONS[job.kind])
        board.list_earlier([job for job in jobs if job not in shown], VALIDATIONS, opens=False)
        show_trouble(reports.trouble(version))
        if not history:
            _what_is_checked()
        if history:
            _report(history[0])
            _earlier(history[1:])


def _start(version: str, checked: bool, idle: bool) -> None:
    st.button(
        "Check again" if checked else "Check the data",
        icon=":material/fact_check:",
        key=f"{_START}.{version}",
        disabled=not idle,
        on_click=_submit,
        args=(version,),
    )
    if not show_failure(_START) and not checked:
        st.caption(f"Not checked yet. {counted(len(CHECKS), 'check')}, 10 to 30 seconds.")


def _what_is_checked() -> None:
    rows = ((one.title, one.severity.value, one.unit) for one in CHECKS)
    show_table(("Check", "If it fails", "What is counted"), rows, "The checks")


def _submit(version: str) -> None:
    attempt(_START, start_validate, resources.runner(), version)


def _jobs(version: str, since: float) -> list[AnyJob]:
    """Return the jobs on a version that are at work or ended without a report, newest first.

    Jobs whose record cannot be read are among them: they may be of this version, and can go.
    """
    return [
        job
        for job in board.jobs_of(VALIDATIONS)
        if _version_of(job) in (version, "")
        and not (job.state is JobState.DONE and job.parameters)
        and (not job.state.ended or job.parameters is None or job.created > since)
    ]


def _version_of(job: AnyJob) -> str:
    return job.parameters.data if isinstance(job.parameters, ValidateParameters) else ""


def _report(report: DataReport) -> None:
    st.markdown(f"**{literal(report.in_words())}**")
    leaks = (
        f"{counted(len(report.leaked), 'test picture')} with a near-duplicate in train."
        if report.searched
        else "Check again to search near-duplicates too; that takes 10 to 30 seconds."
    )
    st.caption(
        f"{moment(report.created)}, in {duration(report.seconds)}. {leaks}",
        help=literal(near_duplicate_words()),
    )
    for result in report.results:
        if not result.passed:
            _failed(result, report.version)
    passed = [result for result in report.results if result.passed]
    with st.expander(f"{counted(len(passed), 'check')} passed", icon=":material/check:"):
        for result in passed:
            st.markdown(f"**{literal(result.title)}**: {literal(result.finding.sentence)}")


def _failed(result: CheckResult, version: str) -> None:
    with st.container(border=True):
        st.markdown(
            f"{ICONS[result.severity]} **{literal(result.title)}**: "
            f"{literal(result.finding.sentence)}"
        )
        finding = result.finding
        if finding.pairs or finding.pictures:
            pictures = resources.picture_table(version).pictures
            if finding.pairs:
                shown = show_pairs(pictures, version, finding.pairs)
            else:
                shown = show_pictures(pictures, version, finding.pictures)
            if shown < finding.found:
                st.caption(f"The first {count(shown)} of {count(finding.found)}.")


def _earlier(history: tuple[DataReport, ...]) -> None:
    if history:
        with st.expander(counted(len(history), "earlier report")):
            for report in history:
                st.markdown(f"{moment(report.created)}: {literal(report.in_words())}")


def _nothing(job: AnyJob) -> None:
    """Show nothing: the report stands below."""


VALIDATIONS = {VALIDATE.name: JobView("checks", _nothing)}
