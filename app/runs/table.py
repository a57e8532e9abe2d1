"""The table of runs: find some, tick some, take them along."""

import hashlib
import math
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import streamlit as st

from app.formatting import accuracy, count
from core.data import TITLES
from core.registry import Epoch, Run
from core.workflows.train.runs import Best, Wanted, as_csv, best_run, matching, validation_accuracy

LINK = "compare"  # the word in the page's address that names the ticked runs
_TICKED, _TURN = "kept.runs.ticked", "kept.runs.turn"
ROWS_SEEN, ROW_HEIGHT = 10, 35  # pixels
UNBROKEN = "\u00a0"


def find_runs(runs: Sequence[Run]) -> tuple[Run, ...]:
    """Ask which runs are wanted; return those, the best on validation first."""
    row = st.container(horizontal=True, vertical_alignment="bottom")
    words = row.text_input(
        "Find",
        placeholder="A name, tag, setting, or word of a note",
        icon=":material/search:",
        key="runs.words",
        persist_state="session",
        width=340,
    )
    with row.popover("Filter", icon=":material/filter_list:"):
        recipes = _ask("Recipe", "recipes", (run.recipe for run in runs))
        data = _ask("Learned from", "data", (run.data for run in runs), TITLES)
        tags = _ask("Tag", "tags", (tag for run in runs for tag in run.tags))
    found = matching(runs, Wanted(recipes, data, tags, words or ""))
    if narrowed := [TITLES.get(word, word) for word in (*recipes, *data, *tags)]:
        row.caption(" · ".join(narrowed), width="content")
    return tuple(sorted(found, key=validation_accuracy, reverse=True))


def _ask(
    title: str, key: str, values: Iterable[str], names: Mapping[str, str] | None = None
) -> tuple[str, ...]:
    options = sorted({value for value in values if value})
    chosen = st.pills(
        title,
        options,
        selection_mode="multi",
        format_func=lambda value: (names or {}).get(value, value),
        key=f"runs.{key}",
        persist_state="session",
    )
    if not options:
        st.caption("None yet.")
    return tuple(chosen)


def tell_best(runs: Sequence[Run]) -> None:
    """Answer the page's question, for each dataset by itself, with as much doubt as there is."""
    sizes = Counter(run.data for run in runs)
    answers = [
        best_run([run for run in runs if run.data == data]) for data, _ in sizes.most_common()
    ]
    lines = [_answer(best, len(sizes) > 1) for best in answers if best]
    if lines:
        st.markdown("  \n".join(lines), help=_HOW_TO_READ)


def _answer(best: Best, several: bool) -> str:
    run = best.run
    where = f" on {TITLES.get(run.data, run.data)}" if several else ""
    right = accuracy(run.scores("validation")).replace(" ", UNBROKEN)
    return (
        f"Best{where}: **{run.label}** ({run.name}), {right} of the validation pictures right."
        f"{too_close(best.close)}"
    )


def too_close(runs: Sequence[Run]) -> str:
    """Say which others might as well be the best."""
    if not runs:
        return ""
    few = " and ".join(run.label for run in runs) if len(runs) < 3 else f"{len(runs)} others"
    return f" Too close to call: {few}."


def tick_runs(shown: Sequence[Run], runs: Sequence[Run], curves: Mapping[str, Any]) -> list[Run]:
    """Show the table; return the ticked runs, those that the filter hides included."""
    ticked = _from_address(runs)
    here = [place for place, run in enumerate(shown) if run in ticked]
    mark = hashlib.sha1(" ".join(run.id for run in shown).encode()).hexdigest()[:8]
    key = f"runs.table.{mark}.{st.session_state.get(_TURN, 0)}"

    def note_ticks() -> None:
        rows = st.session_state[key].selection.rows
        hidden = [run for run in ticked if run not in shown]
        _keep([*hidden, *(shown[row] for row in rows if row < len(shown))])

    if not shown:
        st.info("No run is like that. Ask for less.")
        return ticked
    st.dataframe(
        _frame(shown, curves),
        hide_index=True,
        height=ROW_HEIGHT * (min(len(shown), ROWS_SEEN) + 1) + 3,
        column_config=_columns(curves),
        key=key,
        on_select=note_ticks,
        selection_mode="multi-row",
        selection_default={"selection": {"rows": here}},
        placeholder="–",
        alt="Finished trainings with their figures",
    )
    return ticked


def export(shown: Sequence[Run], of: int) -> None:
    """Say how many are shown, and offer to take them along."""
    row = st.container(horizontal=True, vertical_alignment="center")
    some = "" if len(shown) == of else f"{count(len(shown))} of "
    row.caption(f"{some}{count(of)} {'run' if of == 1 else 'runs'}", width="content")
    row.download_button(
        "Export CSV",
        as_csv(shown),
        "runs.csv",
        "text/csv",
        type="tertiary",
        icon=":material/download:",
        on_click="ignore",
        help="The runs of this table, with every setting and figure.",
    )


def untick(runs: Iterable[Run] | None = None) -> None:
    """Take the ticks off some runs, or off all."""
    gone = {run.short_id for run in runs} if runs is not None else None
    kept = st.session_state.get(_TICKED, [])
    st.session_state[_TICKED] = [word for word in kept if gone and word not in gone]
    st.query_params.pop(LINK, None)
    st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1


def _keep(runs: Sequence[Run]) -> None:
    st.session_state[_TICKED] = [run.short_id for run in runs]
    _write_address()


def _write_address() -> None:
    words: list[str] = st.session_state.get(_TICKED, [])
    if words:
        st.query_params[LINK] = ",".join(words)
    else:
        st.query_params.pop(LINK, None)


def _from_address(runs: Sequence[Run]) -> list[Run]:
    """Find the runs that the address names; without any, those ticked before on this visit."""
    named = st.query_params.get(LINK)
    if named is not None:
        st.session_state[_TICKED] = [word for word in named.split(",") if word]
    _write_address()
    found, lost = [], 0
    for word in dict.fromkeys(st.session_state.get(_TICKED, [])):
        run = next((run for run in runs if run.short_id == word), None)
        found += [run] if run else []
        lost += run is None
    if lost:
        st.warning(
            f"{lost} of the runs that this link names are not here: deleted (see the foot of the "
            "page), or made on another computer.",
            icon=":material/link_off:",
        )
    return found


def _frame(runs: Sequence[Run], curves: Mapping[str, Sequence[Epoch]]) -> Any:
    import pandas as pd

    return pd.DataFrame([_row(run, curves.get(run.id, ())) for run in runs])


def _row(run: Run, curve: Sequence[Epoch]) -> dict[str, Any]:
    validation, test = run.scores("validation"), run.scores("test")
    return {
        "model": f"{run.label} · champion" if run.champion else run.label,
        "validation": 100 * validation.get("accuracy", math.nan),
        "test": 100 * test.get("accuracy", math.nan),
        "margin": 50 * (test.get("accuracy_high", math.nan) - test.get("accuracy_low", math.nan)),
        "name": run.name,
        "curve": [
            100 * row["validation_accuracy"] for row in curve if "validation_accuracy" in row
        ],
        "data": TITLES.get(run.data, run.data),
        "seconds": run.seconds,
        "started": time.strftime("%Y-%m-%d %H:%M", time.localtime(run.started)),
        "tags": list(run.tags),
        "note": run.note,
    }


def _columns(curves: Mapping[str, Sequence[Epoch]]) -> dict[str, Any]:
    column = st.column_config
    heights = [
        100 * row["validation_accuracy"]
        for curve in curves.values()
        for row in curve
        if "validation_accuracy" in row
    ]
    return {
        "model": column.TextColumn("Model", width=115),
        "name": column.TextColumn("Run", width=150),
        "validation": column.NumberColumn(
            "Validation", width=85, format="%.1f %%", help=_VALIDATION
        ),
        "test": column.NumberColumn("Test", width=75, format="%.1f %%", help=_TEST),
        "margin": column.NumberColumn("±", width=50, format="%.1f", help=_MARGIN),
        "curve": column.LineChartColumn(
            "Learning",
            width=120,
            y_min=min(heights, default=0),
            y_max=max(heights, default=100),
            help=_CURVE,
        ),
        "data": column.TextColumn("Learned from", width=115),
        "seconds": column.NumberColumn("Took", width=70, format="%.0f s"),
        "started": column.TextColumn("When", width=135),
        "tags": column.ListColumn("Tags", width=200),
        "note": column.TextColumn("Note", width=240),
    }


_VALIDATION = "Right answers on pictures kept for choosing. Choose by these."
_TEST = "Right answers on pictures kept for the report. Do not choose by these: they would flatter."
_MARGIN = "Half the 95 % interval of the test figure, in points: how far chance alone may move it."
_CURVE = "Right answers on validation pictures, epoch by epoch, all on one scale."
_HOW_TO_READ = (
    "Choices are made by the validation pictures; the test pictures only report, or their figure "
    "would flatter. ± is the 95 % interval. A run is too close to call where its figure lies "
    "within the interval of the best: with other pictures it might be first."
)
