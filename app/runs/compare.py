"""Compare runs side by side: curves, metrics with intervals, and differing settings."""

from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from app import resources
from app.foreign import literal
from app.formatting import accuracy, duration, percent, share
from app.runs.curves import FIGURES, compare_curves, intervals
from app.runs.deletion import delete_button
from app.runs.settings import settings_apart
from app.runs.table import show_best, untick
from core.registry import Run

NAMED = 6  # with more runs the heading gives their number instead


def compare(runs: Sequence[Run]) -> None:
    """Show the runs side by side."""
    with st.container(border=True):
        _head(runs)
        if len({run.data_hash for run in runs}) > 1:
            st.warning(
                "These runs were trained and tested on different pictures. Their figures cannot be "
                "compared.",
                icon=":material/warning:",
            )
        show_best(runs)
        differing, same = settings_apart(runs)
        left, right = st.columns([3, 2], gap="large")
        with left:
            _curves(runs)
            _table("Figures", runs, _figures(runs))
        with right:
            st.markdown("**Right on the test split**", help="Lines are 95 % intervals.")
            if any(run.accuracy("test") for run in runs):
                st.altair_chart(intervals(runs, "test"))
            _table("What differed", runs, differing)
            if not differing:
                st.caption("Nothing: all settings are the same.")
        with st.expander(f"Settings that are the same in all ({len(same)})"):
            st.markdown(
                "\n".join(f"- {literal(name)}: {literal(text)}" for name, text in same.items())
            )


def _head(runs: Sequence[Run]) -> None:
    head = st.container(horizontal=True, vertical_alignment="center")
    names = [literal(run.label) for run in runs]
    whole = f"{', '.join(names[:-1])} and {names[-1]}"
    many = f"{len(runs)} runs side by side"
    head.subheader(whole if len(runs) <= NAMED else many, anchor=False, width="content")
    head.caption("The address of this page links to this comparison.", width="content")
    head.space("stretch")
    head.button("Untick all", icon=":material/close:", on_click=untick)
    delete_button(runs, head)


def _curves(runs: Sequence[Run]) -> None:
    row = st.container(horizontal=True, vertical_alignment="bottom")
    figure = row.selectbox(
        "Curve",
        list(FIGURES),
        format_func=lambda name: FIGURES[name][0].capitalize(),
        key="runs.figure",
        persist_state="session",
        width=240,
    )
    by = row.segmented_control(
        "Against",
        ("epochs", "time"),
        default="epochs",
        required=True,
        key="runs.along",
        persist_state="session",
    )
    found = resources.registry().runs.histories([run.id for run in runs])
    curves = {run.label: found.get(run.id, ()) for run in runs}
    st.altair_chart(compare_curves(curves, figure, by_time=by == "time"))
    without = [label for label, curve in curves.items() if not curve]
    if without:
        st.caption(f"No curve was saved for {', '.join(map(literal, without))}.")


def _figures(runs: Sequence[Run]) -> dict[str, list[str]]:
    return {title: [write(run) for run in runs] for title, write in _FIGURES.items()}


def _split(split: str) -> Callable[[Run], str]:
    def write(run: Run) -> str:
        found = run.accuracy(split)
        return accuracy(found) if found else "–"

    return write


def _on_test(name: str, form: Callable[[float], str]) -> Callable[[Run], str]:
    def write(run: Run) -> str:
        found = run.figure("test", name)
        return "–" if found is None else form(found)

    return write


_FIGURES: Mapping[str, Callable[[Run], str]] = {
    "Right on validation": _split("validation"),
    "Right on test": _split("test"),
    "Known": _on_test("coverage", share),
    "Right when known": _on_test("accuracy_when_known", percent),
    "Log-loss": _on_test("log_loss", "{:.3f}".format),
    "Calibration error": _on_test("calibration_error", percent),
    "Fitted in": lambda run: duration(run.seconds),
}


def _table(title: str, runs: Sequence[Run], rows: Mapping[str, Sequence[str]]) -> None:
    st.markdown(f"**{title}**", help=_HINTS.get(title))
    if rows:
        table = {"": [literal(name) for name in rows]}
        for place, run in enumerate(runs):
            table[literal(run.label)] = [literal(texts[place]) for texts in rows.values()]
        st.table(table, border="horizontal", hide_index=True, width="content")


_HINTS = {
    "Figures": "Known: the share of test pictures answered without “I don’t know” (coverage). "
    "Log-loss: how little probability the true classes got, 0 is best. Calibration error: how far "
    "probabilities are from the share of right answers, 0 is best."
}
