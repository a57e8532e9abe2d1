"""The table of runs: filter, select and export them."""

import hashlib
import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import streamlit as st

from app.foreign import literal
from app.formatting import MOMENT_COLUMN, accuracy, count, counted, dataset_title
from core.data import title_of
from core.registry import EpochFigures, Run
from core.workflows.train.runs import (
    Best,
    RunFilter,
    as_csv,
    best_run,
    matching,
    validation_accuracy,
)

LINK = "compare"  # the query parameter that names the ticked runs
_TICKED, _TURN = "kept.runs.ticked", "kept.runs.turn"
ROWS_SEEN, ROW_HEIGHT = 10, 35  # pixels
Curves = Mapping[str, Sequence[EpochFigures]]  # by the id of the run
UNBROKEN = "\u00a0"


def find_runs(runs: Sequence[Run]) -> tuple[Run, ...]:
    """Ask which runs to show, and return them, best on validation first."""
    row = st.container(horizontal=True, vertical_alignment="bottom")
    words = row.text_input(
        "Find",
        placeholder="A name, tag, setting or word in a note",
        icon=":material/search:",
        key="runs.words",
        persist_state="session",
        width=340,
    )
    with row.popover("Filter", icon=":material/filter_list:"):
        recipes = _ask("Recipe", "recipes", (run.recipe for run in runs))
        data = _ask("Learned from", "data", (run.data for run in runs), title_of)
        tags = _ask("Tag", "tags", (tag for run in runs for tag in run.tags))
    found = matching(runs, RunFilter(recipes, data, tags, words or ""))
    if narrowed := [title_of(word) for word in (*recipes, *data, *tags)]:
        row.caption(literal(" · ".join(narrowed)), width="content")
    return tuple(sorted(found, key=validation_accuracy, reverse=True))


def _ask(
    title: str, key: str, values: Iterable[str], name_of: Callable[[str], str] = str
) -> tuple[str, ...]:
    options = sorted({value for value in values if value})
    chosen = st.pills(
        title,
        options,
        selection_mode="multi",
        format_func=lambda value: literal(name_of(value)),
        key=f"runs.{key}",
        persist_state="session",
    )
    if not options:
        st.caption("None yet.")
    return tuple(chosen)


def show_best(runs: Sequence[Run]) -> None:
    """Show the best run for each dataset, and the runs that are too close to call."""
    sizes = Counter(run.data for run in runs)
    answers = [
        best_run([run for run in runs if run.data == data]) for data, _ in sizes.most_common()
    ]
    lines = [_answer(best, len(sizes) > 1) for best in answers if best]
    if lines:
        st.markdown("  \n".join(lines), help=_HOW_TO_READ)


def _answer(best: Best, several: bool) -> str:
    run = best.run
    where = f" on {dataset_title(run.data)}" if several else ""
    found = run.accuracy("validation")
    right = accuracy(found).replace(" ", UNBROKEN) if found else "–"
    return (
        f"Best{where}: **{literal(run.label)}** ({literal(run.name)}), {right} of the validation "
        f"pictures right.{too_close(best.close)}"
    )


def too_close(runs: Sequence[Run]) -> str:
    """Return a sentence on which other runs may be the best."""
    if not runs:
        return ""
    few = (
        " and ".join(literal(run.label) for run in runs) if len(runs) < 3 else f"{len(runs)} others"
    )
    return f" Too close to call: {few}."


def tick_runs(shown: Sequence[Run], runs: Sequence[Run], curves: Curves) -> list[Run]:
    """Show the table; return the ticked runs, including those hidden by the filter."""
    ticked = _from_address(runs)
    here = [place for place, run in enumerate(shown) if run in ticked]
    mark = hashlib.sha1(" ".join(run.id for run in shown).encode()).hexdigest()[:8]
    key = f"runs.table.{mark}.{st.session_state.get(_TURN, 0)}"

    def note_ticks() -> None:
        rows = st.session_state[key].selection.rows
        hidden = [run for run in ticked if run not in shown]
        _keep([*hidden, *(shown[row] for row in rows if row < len(shown))])

    if not shown:
        st.info("No run matches. Remove a filter.")
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
        alt="Finished runs with their metrics",
    )
    return ticked


def export(shown: Sequence[Run], of: int) -> None:
    """Show how many runs there are, and offer them as CSV."""
    row = st.container(horizontal=True, vertical_alignment="center")
    some = "" if len(shown) == of else f"{count(len(shown))} of "
    row.caption(f"{some}{counted(of, 'run')}", width="content")
    row.download_button(
        "Export CSV",
        as_csv(shown),
        "runs.csv",
        "text/csv",
        type="tertiary",
        icon=":material/download:",
        on_click="ignore",
        help="The runs in this table, with every setting and metric.",
    )


def untick(runs: Iterable[Run] | None = None) -> None:
    """Untick some runs, or all."""
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
    """Find the runs named in the URL; if there are none, those ticked earlier in this session."""
    named = st.query_params.get(LINK)
    if named is not None:
        st.session_state[_TICKED] = [word for word in named.split(",") if word]
    _write_address()
    found, broken = [], 0
    for word in dict.fromkeys(st.session_state.get(_TICKED, [])):
        run = next((run for run in runs if run.short_id == word), None)
        found += [run] if run else []
        broken += run is None
    if broken:
        st.warning(
            f"{broken} of the runs in this link cannot be found: deleted (see the bottom of the "
            "page), or from another computer.",
            icon=":material/link_off:",
        )
    return found


def _frame(runs: Sequence[Run], curves: Curves) -> Any:
    import pandas as pd

    return pd.DataFrame([_row(run, curves.get(run.id, ())) for run in runs])


def _row(run: Run, curve: Sequence[EpochFigures]) -> dict[str, Any]:
    test = run.accuracy("test")
    return {
        "model": f"{run.label} · champion" if run.champion else run.label,
        "validation": _percent(run.figure("validation", "accuracy")),
        "test": _percent(run.figure("test", "accuracy")),
        "margin": _percent(test.half if test else None),
        "name": run.name,
        "curve": _heights(curve),
        "data": title_of(run.data),
        "seconds": round(run.seconds, 1),
        "made": datetime.fromtimestamp(run.made),
        "tags": list(run.tags),
        "note": run.note,
    }


def _percent(share: float | None) -> float:
    return math.nan if share is None else 100 * share


def _heights(curve: Sequence[EpochFigures]) -> list[float]:
    found = (row.validation_accuracy for row in curve)
    return [100 * accuracy for accuracy in found if accuracy is not None]


def _columns(curves: Curves) -> dict[str, Any]:
    column = st.column_config
    heights = [height for curve in curves.values() for height in _heights(curve)]
    return {
        "model": column.TextColumn("Model", width=115),
        "name": column.TextColumn("Run", width=150),
        "validation": column.NumberColumn(
            "Validation", width=85, format="%.1f %%", help=_VALIDATION
        ),
        "test": column.NumberColumn("Test", width=75, format="%.1f %%", help=_TEST),
        "margin": column.NumberColumn("±", width=50, format="%.1f", help=_MARGIN),
        "curve": column.LineChartColumn(
            "Learning curve",
            width=120,
            y_min=min(heights, default=0),
            y_max=max(heights, default=100),
            help=_CURVE,
        ),
        "data": column.TextColumn("Learned from", width=115),
        "seconds": column.NumberColumn("Took (s)", width=80, format="localized"),
        "made": column.DatetimeColumn("Made", width=150, format=MOMENT_COLUMN),
        "tags": column.ListColumn("Tags", width=200),
        "note": column.TextColumn("Note", width=240),
    }


_VALIDATION = "Share right on pictures held out for choosing. Choose a run by this figure."
_TEST = "Share right on pictures held out for reporting. Choosing by it makes it optimistic."
_MARGIN = "Half the 95 % interval of the test figure, in points: how far chance alone may move it."
_CURVE = "Share right on validation pictures by epoch, on one scale for all runs."
_HOW_TO_READ = (
    "Choose by the validation pictures; the test pictures are for reporting only, or their figure "
    "becomes optimistic. ± is the 95 % interval. A run is too close to call if its figure lies "
    "within the interval of the best: on other pictures it might come first."
)
