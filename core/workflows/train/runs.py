"""What a person asks of past trainings: which was best, take them along, do one again."""

import csv
import io
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields

from core.errors import UnknownRecipe
from core.registry import Run
from core.training import TrainConfig

# A spreadsheet recognises UTF-8 by this mark; other readers pass over it.
BYTE_ORDER_MARK = "\ufeff"
_FIELDS = {field.name: field.type for field in fields(TrainConfig)}
_NOT_SETTINGS = ("parameters",)  # the size of the network is a result


@dataclass(frozen=True)
class Best:
    """The run that was right most often on the validation split, of those on the same pictures.

    `close` are the others whose accuracy lies within its 95 % interval: another draw of pictures
    could have put them first.
    """

    run: Run
    close: tuple[Run, ...]


def best_run(runs: Iterable[Run]) -> Best | None:
    """Find the best of runs on one dataset, by the split that choices may be made with."""
    told = [run for run in runs if validation_accuracy(run) >= 0]
    if not told:
        return None
    ranked = sorted(told, key=validation_accuracy, reverse=True)
    least = ranked[0].scores("validation").get("accuracy_low", 1.0)
    return Best(ranked[0], tuple(run for run in ranked[1:] if validation_accuracy(run) >= least))


def validation_accuracy(run: Run) -> float:
    """Return the share of validation pictures that it got right (0-1); -1 where none is known."""
    return run.scores("validation").get("accuracy", -1.0)


@dataclass(frozen=True)
class Wanted:
    """Which runs a person looks for. What is empty asks for nothing."""

    recipes: tuple[str, ...] = ()
    data: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()  # one of them is enough
    words: str = ""  # each must stand somewhere: in name, note, tags, settings, device, commit, id


def matching(runs: Iterable[Run], wanted: Wanted) -> tuple[Run, ...]:
    """Keep the runs that are wanted, in their order."""
    words = wanted.words.casefold().split()
    return tuple(
        run
        for run in runs
        if (not wanted.recipes or run.recipe in wanted.recipes)
        and (not wanted.data or run.data in wanted.data)
        and (not wanted.tags or set(wanted.tags) & set(run.tags))
        and all(word in _all_words(run) for word in words)
    )


def _all_words(run: Run) -> str:
    said = (run.label, run.name, run.note, run.id, run.data, *run.tags, *run.facts.values())
    return " ".join((*said, *run.parameters.values())).casefold()


def config_of(run: Run) -> TrainConfig:
    """Rebuild the configuration of a run from its record.

    Raises UnknownRecipe where the record holds a setting or value that this program does not have.
    """
    settings = {name: text for name, text in run.parameters.items() if name not in _NOT_SETTINGS}
    if not settings:
        raise UnknownRecipe(f"The record of {run.name} holds no settings to repeat it with.")
    return TrainConfig.from_dict({name: _value(name, text) for name, text in settings.items()})


def _value(name: str, text: str) -> object:
    """Read a text as the kind that the field has; what is none fails the field's own check."""
    kind = _FIELDS.get(name, str)
    if kind is bool:
        return {"True": True, "False": False}.get(text, text)
    try:
        return int(text) if kind is int else float(text) if kind is float else text
    except ValueError:
        return text


def as_csv(runs: Sequence[Run]) -> str:
    """Lay runs out as CSV, a line each: all that is known, every setting and figure a column."""
    settings = _names(run.parameters for run in runs)
    figures = _names(run.figures for run in runs)
    facts = _names({k: v for k, v in run.facts.items() if k != "recipe"} for run in runs)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([*_FIRST, *facts, *settings, *figures])
    for run in runs:
        row = [*_first(run), *(run.facts.get(name, "") for name in facts)]
        row += [run.parameters.get(name, "") for name in settings]
        writer.writerow([*row, *(run.figures.get(name, "") for name in figures)])
    return BYTE_ORDER_MARK + out.getvalue()


_FIRST = ("id", "name", "version", "champion", "started", "seconds", "data_hash", "tags", "note")


def _first(run: Run) -> list[object]:
    when = time.strftime("%Y-%m-%dT%H:%M:%S%z", time.localtime(run.started))
    version = f"v{run.version}" if run.version else ""
    tags = ", ".join(run.tags)
    champion = "yes" if run.champion else ""
    return [run.id, run.name, version, champion, when, run.seconds, run.data_hash, tags, run.note]


def _names(mappings: Iterable[Iterable[str]]) -> list[str]:
    """Collect the names of all, in the order in which they first come."""
    return list(dict.fromkeys(name for mapping in mappings for name in mapping))
