"""Two runs or more, side by side: curves, figures with their intervals, and what differed."""

from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from app import resources
from app.formatting import accuracy, duration
from app.runs.curves import FIGURES, compare_curves, intervals
from app.runs.detail import delete_button
from app.runs.settings import settings_apart
from app.runs.table import tell_best, untick
from core.registry import Run

NAMED = 6  # more names than this make no heading


def compare(runs: Sequence[Run]) -> None:
    """Lay the runs side by side."""
    with st.container(border=True):
        _head(runs)
        if len({run.data_hash for run in runs}) > 1:
            st.warning(
                "They did not learn from the same pictures, and were not tested on the same. "
                "Their figures cannot be compared.",
                icon=":material/warning:",
            )
        tell_best(runs)
        differing, same = settings_apart(runs)
        left, right = st.columns([3, 2], gap="large")
        with left:
            _curves(runs)
            _table("Figures", runs, _figures(runs))
        with right:
            st.markdown("**Right on the test split**", help="Lines are 95 % intervals.")
            if any("accuracy_low" in run.scores("test") for run in runs):
                st.altair_chart(intervals(runs, "test"))
            _table("What differed", runs, differing)
            if not differing:
                st.caption("Nothing: the same settings throughout.")
        with st.expander(f"Settings that are the same in all ({len(same)})"):
            st.markdown("\n".join(f"- {name}: `{text}`" for name, text in same.items()))


def _head(runs: Sequence[Run]) -> None:
    head = st.container(horizontal=True, vertical_alignment="center")
    names = [run.label for run in runs]
    whole = f"{', '.join(names[:-1])} and {names[-1]}"
    many = f"{len(runs)} runs side by side"
    head.subheader(whole if len(runs) <= NAMED else many, anchor=False, width="content")
    head.caption("This page’s address leads back to this comparison.", width="content")
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
        "Along",
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
        st.caption(f"No curve was kept of {', '.join(without)}.")


def _figures(runs: Sequence[Run]) -> dict[str, list[str]]:
    return {title: [tell(run) for run in runs] for title, tell in _FIGURES.items()}


def _split(split: str) -> Callable[[Run], str]:
    def tell(run: Run) -> str:
        scores = run.scores(split)
        return accuracy(scores) if "accuracy_low" in scores else "–"

    return tell


def _share(name: str, form: str) -> Callable[[Run], str]:
    return lambda run: format(run.figures[name], form) if name in run.figures else "–"


_FIGURES: Mapping[str, Callable[[Run], str]] = {
    "Right on validation": _split("validation"),
    "Right on test": _split("test"),
    "Known": _share("test_coverage", ".0%"),
    "Right when known": _share("test_accuracy_when_known", ".1%"),
    "Log-loss": _share("test_log_loss", ".3f"),
    "Calibration error": _share("test_calibration_error", ".1%"),
    "Fitted in": lambda run: duration(run.seconds),
}


def _table(title: str, runs: Sequence[Run], rows: Mapping[str, Sequence[str]]) -> None:
    st.markdown(f"**{title}**", help=_HINTS.get(title))
    if rows:
        columns = {run.label: [texts[n] for texts in rows.values()] for n, run in enumerate(runs)}
        st.table({"": list(rows)} | columns, border="horizontal", hide_index=True, width="content")


_HINTS = {
    "Figures": "Known: the share of test pictures answered without “I don’t know”. Log-loss: how "
    "surprised it was by the truth, 0 is best. Calibration error: how far its percentages are off."
}
