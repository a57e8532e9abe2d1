"""The champion and a candidate beside each other, and what would get worse."""

import streamlit as st

from app import resources
from app.components.reads import TITLES
from app.foreign import literal
from app.formatting import accuracy, percent
from core.model_facts import SplitMetrics
from core.registry import ModelVersion
from core.workflows.promote.compare import Change, Row, SideBySide, side_by_side

_SIGNS = {
    Change.BETTER: "  :green[▲ better]",
    Change.WORSE: "  :orange[▼ worse]",
    Change.SAME: "",
    Change.UNKNOWN: "",
}


def show_side_by_side(candidate: ModelVersion) -> None:
    """Compare a version with the champion that it would replace; raises ModelUnavailable."""
    found = side_by_side(resources.settings(), resources.registry().champion(), candidate)
    worse = found.worse()
    if worse:
        st.warning("**What gets worse**\n\n" + "\n".join(f"- {literal(one)}" for one in worse))
    else:
        st.markdown("Nothing that was measured gets worse.")
    st.markdown(_table(found))
    st.caption(
        "Photos and drawings are simulated from validation pictures. A difference is marked where "
        "it is larger than chance (95 %)."
    )


def _table(found: SideBySide) -> str:
    lines = [
        f"| | {literal(found.champion)}, champion | {literal(found.candidate)} |",
        "| --- | --- | --- |",
    ]
    for row in found.rows:
        lines += _lines(row)
    if found.cases:
        lines.append(
            f"| Cases passed, of {found.cases} | {found.champion_passes} | "
            f"{found.candidate_passes} |"
        )
    return "\n".join(lines)


def _lines(row: Row) -> list[str]:
    title = TITLES[row.kind]
    return [
        f"| {title}: right | {_right(row.champion)} | "
        f"{_right(row.candidate)}{_SIGNS[row.accuracy]} |",
        f"| {title}: answered | {_answered(row.champion)} | "
        f"{_answered(row.candidate)}{_SIGNS[row.coverage]} |",
    ]


def _right(metrics: SplitMetrics | None) -> str:
    return accuracy(metrics.interval) if metrics else "not measured"


def _answered(metrics: SplitMetrics | None) -> str:
    return percent(metrics.coverage, 0) if metrics else "not measured"
