"""Show an ablation: the effect of each stage in words, as a chart and as a table."""

from typing import Any

import streamlit as st

from app.foreign import literal
from app.formatting import accuracy, count, milliseconds, percent
from app.jobs.board import JobView
from app.stages.charts import effect_chart
from core.evaluation.paired import Difference, Verdict
from core.workflows.photos.ablation import NO_STEPS
from core.workflows.photos.job import ABLATION, AblationJob
from core.workflows.photos.step_effects import Ablation, Condition, sentence


def _body(job: AblationJob) -> None:
    found = job.result or (job.progress.found if job.progress else None)
    if found is None:
        return
    _headline(found)
    if found.stages:
        st.altair_chart(effect_chart(found))
        _table(found)


def _headline(found: Ablation) -> None:
    """State which stages matter most and which show no effect."""
    clear = [one for one in found.stages if one.effect and one.effect.verdict is not Verdict.OPEN]
    clear.sort(key=lambda one: -abs(one.effect.value if one.effect else 0.0))
    for place, condition in enumerate(clear):
        words = literal(sentence(condition, found))
        st.markdown(f"**{words}**" if place == 0 else words)
    open_ = [literal(one.title) for one in found.stages if one not in clear]
    if open_:
        n = f"{count(found.labelled)} {literal(found.noun)}"
        st.markdown(f"{', '.join(open_)}: no difference that {n} could show.")
    st.caption(
        f"With all stages on, {accuracy(found.conditions[0].accuracy)} are right (mean over "
        f"labels). {_counts(found)}",
        help=_HOW_TO_READ,
    )


def _counts(found: Ablation) -> str:
    others = found.n - found.labelled
    parts = [f"{count(found.labelled)} {literal(found.noun)} of the ten classes"]
    parts += [f"{count(others)} outside them"] if others else []
    parts += [f"{count(found.unreadable)} could not be read"] if found.unreadable else []
    return ", ".join(parts) + "."


def _table(found: Ablation) -> None:
    rows = [
        _row(condition, condition.effect, found)
        for condition in found.conditions
        if condition.effect
    ]
    columns = {
        "Without it": st.column_config.NumberColumn(format="%.1f %%", help=_WITHOUT),
        "Effect": st.column_config.NumberColumn(format="%+.1f", help=_EFFECT),
        "Time": st.column_config.NumberColumn(format="%.1f ms", help=_TIME),
    }
    st.dataframe(rows, hide_index=True, column_config=columns, placeholder="")
    opening = found.milliseconds.get("decode")
    takes = f"; opening a picture takes {milliseconds(opening)}" if opening is not None else ""
    st.caption(f"All stages on: {percent(found.conditions[0].value)}{takes}.")


def _row(condition: Condition, effect: Difference, found: Ablation) -> dict[str, Any]:
    between = f"{effect.low * 100:+.1f} to {effect.high * 100:+.1f}".replace("-", "−")
    return {
        "Stage": "All stages" if condition.name == NO_STEPS else condition.title,
        "Effect": effect.value * 100,
        "Verdict": effect.verdict,
        "95 % interval": between,
        "Without it": condition.value * 100,
        "Only with / without": f"{effect.fixed} / {effect.broken}",
        "Time": found.milliseconds.get(condition.name),
    }


_HOW_TO_READ = (
    "Every picture is answered with all stages on and again with each one off (an ablation). The "
    "effect of a stage is the balanced accuracy, in points, that is lost without it. “Surely”: too "
    "large to be chance, even when all stages are tested at once (bootstrap and McNemar's test, "
    "5 %); “probably”: too large to be chance if this stage alone were tested."
)
_WITHOUT = "Share of right answers (mean over labels) with this stage off."
_EFFECT = "Points of accuracy lost without it, on the same pictures."
_TIME = "Median time with all stages on."

ABLATIONS = {ABLATION.name: JobView("measurement", _body)}
