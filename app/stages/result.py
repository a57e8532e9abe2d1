"""An ablation as a person sees it: what each stage is worth, said, drawn and in a table."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from app.formatting import count
from app.jobs.board import framed
from app.stages.charts import worth_chart
from core.jobs import Job, JobState

Row = Mapping[str, Any]
ENDS = ("all on", "all off")
SURE = ("surely", "probably")


def show_ablation(job: Job) -> None:
    """Show one ablation, whatever its state."""
    framed(job, "measuring", _body)


def _body(job: Job) -> None:
    found = found_in(job)
    if not found:
        return
    _headline(found)
    if stages := _stages(found):
        st.altair_chart(worth_chart(stages))
        _table(found)


def found_in(job: Job) -> Mapping[str, Any]:
    """Return the figures of an ablation: all of them, or those so far."""
    found: Mapping[str, Any] = (
        job.result if job.state is JobState.DONE else job.progress.get("found", {})
    )
    return found


def _headline(found: Mapping[str, Any]) -> None:
    """Answer the page's question: what matters most, and what shows no effect."""
    whole, stages = found["ways"][0], _stages(found)
    told = [way["worth"] for way in stages if way["worth"]["verdict"] in SURE]
    told.sort(key=lambda worth: -abs(worth["value"]))
    for place, worth in enumerate(told):
        st.markdown(f"**{worth['words']}**" if place == 0 else worth["words"])
    open_ = [way["title"] for way in stages if way["worth"]["verdict"] not in SURE]
    if open_:
        n = f"{count(found['labelled'])} {found['noun']}"
        st.markdown(f"{', '.join(open_)}: no difference that {n} could show.")
    half = (whole["high"] - whole["low"]) / 2
    st.caption(
        f"With all stages on {whole['balanced_accuracy']:.1%} ± {half * 100:.1f} are right, the "
        f"mean over labels. {_counts(found)}",
        help=_HOW_TO_READ,
    )


def _counts(found: Mapping[str, Any]) -> str:
    others = found["n"] - found["labelled"]
    parts = [f"{count(found['labelled'])} {found['noun']} of the ten classes"]
    parts += [f"{count(others)} of none of them"] if others else []
    parts += [f"{count(found['unreadable'])} could not be read"] if found["unreadable"] else []
    return ", ".join(parts) + "."


def _stages(found: Mapping[str, Any]) -> list[Row]:
    return [way for way in found["ways"] if way["way"] not in ENDS]


def _table(found: Mapping[str, Any]) -> None:
    whole, times = found["ways"][0], found["milliseconds"]
    rows = [_row(way, times) for way in (*_stages(found), *_plain(found))]
    columns = {
        "Without it": st.column_config.NumberColumn(format="%.1f %%", help=_WITHOUT),
        "Worth": st.column_config.NumberColumn(format="%+.1f", help=_WORTH),
        "Time": st.column_config.NumberColumn(format="%.1f ms", help=_TIME),
    }
    st.dataframe(rows, hide_index=True, column_config=columns, placeholder="")
    st.caption(
        f"All stages on: {whole['balanced_accuracy']:.1%}; to open a picture takes "
        f"{times['decode']:.1f} ms."
        if "decode" in times
        else f"All stages on: {whole['balanced_accuracy']:.1%}."
    )


def _plain(found: Mapping[str, Any]) -> Sequence[Row]:
    return [way for way in found["ways"] if way["way"] == ENDS[1]]


def _row(way: Row, times: Mapping[str, float]) -> dict[str, Any]:
    worth = way["worth"]
    between = f"{worth['low'] * 100:+.1f} to {worth['high'] * 100:+.1f}".replace("-", "−")
    return {
        "Stage": "All stages" if way["way"] == ENDS[1] else way["title"],
        "Worth": worth["value"] * 100,
        "Verdict": worth["verdict"],
        "95 % interval": between,
        "Without it": way["balanced_accuracy"] * 100,
        "Only with / without": f"{worth['won']} / {worth['lost']}",
        "Time": times.get(way["way"]),
    }


_HOW_TO_READ = (
    "Every picture is answered with all stages on and again with each one off. A stage is worth "
    "the points of balanced accuracy that are lost without it. “Surely”: so large a difference on "
    "the same pictures is not chance, even with all stages asked at once (bootstrap and McNemar's "
    "test, 5 %); “probably”: not chance if this stage alone had been asked."
)
_WITHOUT = "Share of right answers, mean over labels, with this stage switched off."
_WORTH = "Points of accuracy that are lost without it, on the same pictures."
_TIME = "The median of what it took with all stages on."
