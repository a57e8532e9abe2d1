"""Queries on past trainings: find the best, filter, export, rebuild a config."""

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields

from core.errors import UnknownRecipe
from core.registry import Run
from core.text import csv_text
from core.training import TrainConfig

_FIELDS = {field.name: field.type for field in fields(TrainConfig)}
_NOT_SETTINGS = ("parameters",)  # the size of the network is a result


@dataclass(frozen=True)
class Best:
    """The run with the highest validation accuracy, of those on the same pictures.

    `close` are the others whose accuracy is within its 95 % interval: another sample of pictures
    could have put them first.
    """

    run: Run
    close: tuple[Run, ...]


def best_run(runs: Iterable[Run]) -> Best | None:
    """Find the best of runs on one dataset, by validation accuracy."""
    measured = [run for run in runs if validation_accuracy(run) >= 0]
    if not measured:
        return None
    ranked = sorted(measured, key=validation_accuracy, reverse=True)
    low = ranked[0].figure("validation", "accuracy_low") or 1.0
    return Best(ranked[0], tuple(run for run in ranked[1:] if validation_accuracy(run) >= low))


def validation_accuracy(run: Run) -> float:
    """Return a run's validation accuracy (0-1); -1 if it is unknown."""
    found = run.figure("validation", "accuracy")
    return -1.0 if found is None else found


@dataclass(frozen=True)
class RunFilter:
    """Which runs to list; an empty field matches all."""

    recipes: tuple[str, ...] = ()
    data: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()  # any of them
    words: str = ""  # each must occur in name, note, tags, settings, device, commit or id


def matching(runs: Iterable[Run], run_filter: RunFilter) -> tuple[Run, ...]:
    """Return the runs that match the filter, in their order."""
    words = run_filter.words.casefold().split()
    return tuple(
        run
        for run in runs
        if (not run_filter.recipes or run.recipe in run_filter.recipes)
        and (not run_filter.data or run.data in run_filter.data)
        and (not run_filter.tags or set(run_filter.tags) & set(run.tags))
        and all(word in _all_words(run) for word in words)
    )


def _all_words(run: Run) -> str:
    texts = (run.label, run.name, run.note, run.id, run.data, *run.tags, *run.facts.values())
    return " ".join((*texts, *run.parameters.values())).casefold()


def config_of(run: Run) -> TrainConfig:
    """Rebuild the config of a run from its record.

    Raises UnknownRecipe if the record holds no settings, or one that this program does not know.
    """
    settings = {name: text for name, text in run.parameters.items() if name not in _NOT_SETTINGS}
    if not settings:
        raise UnknownRecipe(f"The record of {run.name} holds no settings to repeat it with.")
    return TrainConfig.from_record({name: _value(name, text) for name, text in settings.items()})


def _value(name: str, text: str) -> object:
    """Convert text to the type of the field; if that fails, the field's own check rejects it."""
    kind = _FIELDS.get(name, str)
    if kind is bool:
        return {"True": True, "False": False}.get(text, text)
    try:
        return int(text) if kind is int else float(text) if kind is float else text
    except ValueError:
        return text


def as_csv(runs: Sequence[Run]) -> str:
    """Return runs as CSV, one line each, with a column for every setting, fact and figure."""
    settings = _names(run.parameters for run in runs)
    figures = _names(run.figures for run in runs)
    facts = _names({k: v for k, v in run.facts.items() if k != "recipe"} for run in runs)
    rows: list[list[object]] = [[*_FIRST, *facts, *settings, *figures]]
    for run in runs:
        row = [*_first(run), *(run.facts.get(name, "") for name in facts)]
        row += [run.parameters.get(name, "") for name in settings]
        rows.append([*row, *(run.figures.get(name, "") for name in figures)])
    return csv_text(rows)


_FIRST = ("id", "name", "version", "champion", "started", "seconds", "data_hash", "tags", "note")


def _first(run: Run) -> list[object]:
    when = time.strftime("%Y-%m-%dT%H:%M:%S%z", time.localtime(run.started))
    version = f"v{run.version}" if run.version else ""
    tags = ", ".join(run.tags)
    champion = "yes" if run.champion else ""
    return [run.id, run.name, version, champion, when, run.seconds, run.data_hash, tags, run.note]


def _names(mappings: Iterable[Iterable[str]]) -> list[str]:
    """Collect all names, in order of first appearance."""
    return list(dict.fromkeys(name for mapping in mappings for name in mapping))
