"""The tables of the page: all metrics by model, and those of each class."""

from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from app.evaluate.numbers import hint, interval, short
from app.foreign import literal_html
from app.formatting import count
from app.palette import COLOURS, ORDER
from core.data.classes import CLASS_NAMES
from core.evaluation.estimate import Estimate
from core.workflows.evaluate.evaluation import METRICS, Evaluated

STYLE = (Path(__file__).parent / "style.css").read_text("utf-8")
MEANINGS = {
    "accuracy": "share of right answers",
    "balanced_accuracy": "each class counts the same",
    "macro_f1": "precision and recall, mean over classes",
    "log_loss": "punishes sure mistakes; 0 is best",
    "brier_score": "squared error of the probabilities; 0 is best",
    "calibration_error": "how far probabilities are from the share right",
    "auroc": "one class against the rest: chance is 50",
    "average_precision": "area under precision and recall",
}
COLUMNS = {
    "precision": "Precision",
    "recall": "Recall",
    "f1": "F1",
    "auroc": "AUROC",
    "average_precision": "Average precision",
}


def show_metrics(found: Sequence[Evaluated]) -> None:
    """Show all metrics, a column for each model; an interval's method is its tooltip."""
    head = "".join(f"<th>{literal_html(one.model)}</th>" for one in found)
    rows = "".join(_metric_row(name, found) for name in METRICS)
    st.html(
        f'<style>{STYLE}</style><div class="metrics"><table><thead><tr><th></th>{head}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def _metric_row(name: str, found: Sequence[Evaluated]) -> str:
    cells = "".join(_cell(name, one.metric(name), len(found) == 1) for one in found)
    return f"<tr><th>{METRICS[name]}<small>{MEANINGS[name]}</small></th>{cells}</tr>"


def _cell(name: str, found: Estimate | None, roomy: bool = False) -> str:
    below = f"<small>{interval(name, found)}</small>" if roomy else ""
    return f'<td title="{hint(name, found)}">{short(name, found)}{below}</td>'


def show_classes(found: Evaluated) -> None:
    """Show precision, recall, F1, AUROC and average precision of each class, by family."""
    head = "".join(f"<th>{title}</th>" for title in COLUMNS.values())
    rows = "".join(_class_row(found, name) for name in ORDER)
    st.html(
        f'<style>{STYLE}</style><div class="metrics"><table><thead><tr><th></th><th>Pictures</th>'
        f"{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _class_row(found: Evaluated, name: str) -> str:
    one = found.found.classes[CLASS_NAMES.index(name)]
    cells = "".join(_cell(column, getattr(one, column)) for column in COLUMNS)
    data, split = literal_html(found.chosen.data), literal_html(found.chosen.split)
    link = f"explore?data={data}&amp;split={split}&amp;class={name}"
    return (
        f'<tr><th><i style="background:{COLOURS[name]}"></i>'
        f'<a href="{link}" target="_self" title="See them in Explore">{name}</a></th>'
        f"<td>{count(one.n)}</td>{cells}</tr>"
    )
