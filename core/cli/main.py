"""The command line: `python -m core …`. With --json, one JSON object a line and nothing else."""

import io
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from core.errors import FittingRoomError
from core.settings import Settings

if TYPE_CHECKING:
    from core.registry import Registry
    from core.training import TrainConfig
    from core.workflows.train.repeat import PastTraining

app = typer.Typer(
    help="Fitting Room, the same verbs as the pages.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
data_app = typer.Typer(help="The dataset: get it, check it, list its versions.")
app.add_typer(data_app, name="data", no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="One JSON object a line, nothing else.")]
Model = Annotated[str, typer.Option(help="champion, challenger, or a version such as v3.")]
Recipe = Annotated[str, typer.Option(help="A recipe by name.")]
BIT_FOR_BIT = "Same seed, machine and versions: the same weights, bit for bit."
FROM = "Repeat a past training: a version such as v3, or the id of a run."
ABLATION = "Also with each stage switched off, and what answering fewer would give."
CHECKPOINTS = "A folder for a checkpoint after each epoch; the same command goes on from there."


def main() -> None:
    """Run the command line; a person's mistake ends in a sentence and exit code 1."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a file's name may be no text at all
            stream.reconfigure(errors="backslashreplace")
    app(prog_name="python -m core")


@contextmanager
def sentences(as_json: bool) -> Iterator[None]:
    """End with exit code 1 and a sentence, on the wanted channel, where a verb fails."""
    try:
        yield
    except FittingRoomError as error:
        if as_json:
            say_json({"error": str(error)})
        else:
            print(error, file=sys.stderr)
        raise typer.Exit(1) from error


def say_json(line: Mapping[str, Any]) -> None:
    print(json.dumps(line), flush=True)


class Terminal:
    """Progress for a person: one line, rewritten; quiet where nobody watches."""

    def __init__(self, on_progress: Callable[[Mapping[str, Any]], None] | None = None) -> None:
        self._watched = sys.stderr.isatty()
        self._on_progress = on_progress

    def report(self, fraction: float, message: str, progress: Mapping[str, Any]) -> None:
        if self._on_progress:
            self._on_progress(progress)
        if self._watched:
            end = "\n" if fraction >= 1 else ""
            print(f"\r{fraction:4.0%}  {message:<40}", end=end, file=sys.stderr, flush=True)

    def should_stop(self) -> bool:
        return False


@data_app.command("fetch")
def data_fetch(as_json: AsJson = False) -> None:
    """Get the four files of Fashion-MNIST and verify them; instant when they are here."""
    from core import data

    terminal = Terminal()
    with sentences(as_json):
        report = data.fetch(
            Settings.from_environment(),
            lambda now: terminal.report(now.done_bytes / max(1, now.total_bytes), now.step, {}),
        )
    if as_json:
        say_json({"source": report.source, "seconds": report.seconds, "bytes": report.bytes})
    else:
        print(f"The dataset is here and verified ({report.source}, {report.seconds:.1f} s).")


@data_app.command("check")
def data_check(as_json: AsJson = False) -> None:
    """Verify the files that are here; exit code 1 where one is missing or wrong."""
    from core import data

    report = data.check(Settings.from_environment())
    files = [{"file": f.name, "items": f.items, "problem": f.problem} for f in report.files]
    if as_json:
        counts = {"train": report.train, "validation": report.validation, "test": report.test}
        say_json({"ok": report.ok, "hash": report.hash, **counts, "files": files})
    else:
        for file in report.files:
            print(f"{file.name}: {file.problem or f'{file.items:,} items, verified'}")
    raise typer.Exit(0 if report.ok else 1)


@data_app.command("versions")
def data_versions(as_json: AsJson = False) -> None:
    """List the versions of the data that a training can use."""
    from core import data

    for name, hint in data.DATASETS.items():
        if as_json:
            say_json({"name": name, "hint": hint})
        else:
            print(f"{name:<8} {hint}")


@app.command()
def prepare(as_json: AsJson = False) -> None:
    """Make the home ready: register the shipped model, mend what a killed process left."""
    from core.registry import Registry
    from core.workflows.home import prepare_home

    settings = Settings.from_environment()
    with sentences(as_json):
        report = prepare_home(settings, Registry(settings))
    for sentence in report.sentences or ("Models: all in order.",):
        if as_json:
            say_json({"done": sentence})
        else:
            print(sentence)


@app.command()
def train(
    recipe: Annotated[str | None, typer.Option(help="A recipe by name; else quick.")] = None,
    seed: Annotated[int | None, typer.Option(help="Where chance starts from; else 0.")] = None,
    data_version: Annotated[str | None, typer.Option("--data", help="Data; else v1.")] = None,
    epochs: Annotated[int | None, typer.Option(help="Passes over the pictures.")] = None,
    deterministic: Annotated[bool, typer.Option("--deterministic", help=BIT_FOR_BIT)] = False,
    source: Annotated[str | None, typer.Option("--from", help=FROM)] = None,
    folder: Annotated[Path | None, typer.Option(help=CHECKPOINTS)] = None,
    as_json: AsJson = False,
) -> None:
    """Train a model and register it as a new version."""
    from core.registry import Registry
    from core.workflows.home import prepare_home
    from core.workflows.train.train import train_model

    if source and recipe:
        raise typer.BadParameter("--from has its recipe already: give one of the two.")
    settings = Settings.from_environment()
    asked = {"seed": seed, "data": data_version, "epochs": epochs}
    changes: dict[str, Any] = {name: value for name, value in asked.items() if value is not None}
    changes |= {"deterministic": True} if deterministic else {}
    terminal = Terminal(EpochLines() if as_json else None)
    registry = Registry(settings)
    with sentences(as_json):
        # A new home first gets the shipped champion, or this model would take its place unasked.
        config, past = _asked_for(registry, recipe or "quick", source, changes)
        for sentence in prepare_home(settings, registry).sentences:
            print(sentence, file=sys.stderr)
        result = train_model(settings, registry, config, terminal, folder)
        result |= _compared(registry, past, result["name"]) if past else {}
    if as_json:
        say_json(result)
    else:
        test = result["metrics"]["test"]
        print(
            f"Registered {result['name']}: {test['accuracy']:.2%} right on the test split "
            f"({test['accuracy_low']:.2%} to {test['accuracy_high']:.2%}, n = {test['n']:,})."
        )


def _asked_for(
    registry: "Registry", recipe: str, source: str | None, changes: Mapping[str, Any]
) -> "tuple[TrainConfig, PastTraining | None]":
    """Return what to train, and the past training that it repeats, told what has changed since."""
    from core.training import config_for

    if source is None:
        return config_for(recipe, **changes), None
    from core.workflows.train.repeat import changed, past_training

    past = past_training(registry, source)
    config = changed(past, **changes)
    print(f"Repeating {past.name}: recipe {config.recipe}, seed {config.seed}.", file=sys.stderr)
    differences = past.differences()
    for sentence in differences or ("Code, versions and machine are the same as then.",):
        print(sentence, file=sys.stderr)
    return config, past


def _compared(registry: "Registry", past: "PastTraining", name: str) -> dict[str, Any]:
    same, sentence = past.compare(registry.get(name))
    print(sentence, file=sys.stderr)
    return {"repeats": past.name, "same_weights": same}


class EpochLines:
    """Print each finished epoch once, as a JSON line."""

    def __init__(self) -> None:
        self._said = 0

    def __call__(self, progress: Mapping[str, Any]) -> None:
        history = progress.get("history", [])
        for epoch in history[self._said :]:
            say_json(epoch)
        self._said = max(self._said, len(history))


@app.command()
def predict(
    files: Annotated[list[Path], typer.Argument(help="Pictures, or .ndjson files of strokes.")],
    kind: Annotated[str, typer.Option("--as", help="auto, photo, drawing or pixels.")] = "auto",
    model: Model = "champion",
    as_json: AsJson = False,
) -> None:
    """Say what is on each picture; exit code 1 where one of them had an error."""
    from core.registry import Registry
    from core.workflows.predict.files import answer_files, load_predictor

    failed = False
    with sentences(as_json):
        predictor = load_predictor(Registry(Settings.from_environment()), model)
        for answer in answer_files(files, kind, predictor):
            failed = failed or bool(answer.error)
            if as_json:
                say_json(answer.as_line())
            else:
                print(answer.in_words())
    raise typer.Exit(1 if failed else 0)


@app.command()
def photos(
    folder: Annotated[Path, typer.Argument(help="One subfolder a label, or .ndjson files.")],
    mapping: Annotated[Path | None, typer.Option(help="JSON: folder -> class, or null.")] = None,
    model: Model = "champion",
    ablation: Annotated[bool, typer.Option("--ablation", help=ABLATION)] = False,
    as_json: AsJson = False,
) -> None:
    """Score a model on a folder of labelled photos or drawings."""
    from core.registry import Registry
    from core.workflows.photos.job import score_stages
    from core.workflows.photos.score import read_mapping, score_folder
    from core.workflows.predict.files import load_predictor

    with sentences(as_json):
        predictor = load_predictor(Registry(Settings.from_environment()), model)
        asked = (folder, read_mapping(mapping), predictor, Terminal())
        scores = score_stages(*asked) if ablation else score_folder(*asked)
    if as_json:
        say_json(scores.as_line())
    else:
        for sentence in scores.in_words():
            print(sentence)


@app.command()
def cases(model: Model = "champion", as_json: AsJson = False) -> None:
    """Ask a model the cases of this home; exit code 1 where it fails one."""
    from core.registry import Registry
    from core.workflows.predict.cases import answer_cases

    settings = Settings.from_environment()
    with sentences(as_json):
        report = answer_cases(settings, Registry(settings).get(model))
        say_json(report.as_line()) if as_json else print(report.in_words())
    raise typer.Exit(1 if report.failed else 0)


@app.command()
def champion(recipe: Recipe = "champion", seed: int = 0, as_json: AsJson = False) -> None:
    """Train the model that the repository ships, the same again, with its model card."""
    from core import data
    from core.training import config_for
    from core.workflows.train.champion import make_champion

    settings = Settings.from_environment()
    with sentences(as_json):
        data.fetch(settings)
        made = make_champion(settings, config_for(recipe, seed=seed), Terminal())
    test = made.facts()["metrics"]["test"]
    if as_json:
        say_json({"folder": str(made.folder), "test": test})
    else:
        print(f"Wrote {made.folder}: {test['accuracy']:.2%} right on the test split.")
