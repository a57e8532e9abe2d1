"""Compare the settings of runs, under their titles on the pages."""

from collections.abc import Sequence

from app.training_settings import title_of
from core.registry import Run


def settings_apart(runs: Sequence[Run]) -> tuple[dict[str, list[str]], dict[str, str]]:
    """Split settings into differing ones (title -> one value per run) and equal ones."""
    names = dict.fromkeys(name for run in runs for name in run.parameters)
    rows = {title_of(name): [run.parameters.get(name, "–") for run in runs] for name in names}
    differing = {name: texts for name, texts in rows.items() if len(set(texts)) > 1}
    return differing, {name: texts[0] for name, texts in rows.items() if name not in differing}
