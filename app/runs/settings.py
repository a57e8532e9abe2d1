"""The settings of runs under the names that people know, and where they part."""

from collections.abc import Sequence

from app.train.form import MORE, USUAL
from core.registry import Run

NAMES = {field.name: field.title for field in (*USUAL, *MORE)} | {
    "data": "Learned from",
    "parameters": "Size of the network",
}


def plainly(name: str) -> str:
    """Return what the Train page calls a setting."""
    return NAMES.get(name, name.replace("_", " ").capitalize())


def settings_apart(runs: Sequence[Run]) -> tuple[dict[str, list[str]], dict[str, str]]:
    """Part the settings into those that differ (name -> a text a run) and those that do not."""
    names = dict.fromkeys(name for run in runs for name in run.parameters)
    rows = {plainly(name): [run.parameters.get(name, "–") for run in runs] for name in names}
    differing = {name: texts for name, texts in rows.items() if len(set(texts)) > 1}
    return differing, {name: texts[0] for name, texts in rows.items() if name not in differing}
