"""The command line: `python -m core …`. With --json, one JSON object a line and nothing else."""

import io
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from core.errors import FittingRoomError
from core.settings import Settings

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
    recipe: Recipe = "quick",
    seed: Annotated[int, typer.Option(help="Where chance starts from.")] = 0,
    data_version: Annotated[str, typer.Option("--data", help="A data version.")] = "v1",
    epochs: Annotated[int | None, typer.Option(help="Passes over the pictures.")] = None,
    as_json: AsJson = False,
) -> None:
    """Train a model and register it as a new version."""
    from core.registry import Registry
    from core.training import config_for
    from core.workflows.home import prepare_home
    from core.workflows.train import train_model

    settings = Settings.from_environment()
    changes = {"seed": seed, "data": data_version} | (
        {"epochs": epochs} if epochs is not None else {}
    )
    terminal = Terminal(EpochLines() if as_json else None)
    registry = Registry(settings)
    with sentences(as_json):
        config = config_for(recipe, **changes)
        # A new home first gets the shipped champion, or this model would take its place unasked.
        for sentence in prepare_home(settings, registry).sentences:
            print(sentence, file=sys.stderr)
        result = train_model(settings, registry, config, terminal)
    if as_json:
        say_json(result)
    else:
        test = result["metrics"]["test"]
        print(
            f"Registered {result['name']}: {test['accuracy']:.2%} right on the test split "
            f"({test['accuracy_low']:.2%} to {test['accuracy_high']:.2%}, n = {test['n']:,})."
        )


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
    from core.workflows.predict import answer_files, load_predictor

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
    as_json: AsJson = False,
) -> None:
    """Score a model on a folder of labelled photos or drawings."""
    from core.registry import Registry
    from core.workflows.photos import read_mapping, score_folder
    from core.workflows.predict import load_predictor

    with sentences(as_json):
        predictor = load_predictor(Registry(Settings.from_environment()), model)
        scores = score_folder(folder, read_mapping(mapping), predictor, Terminal())
    if as_json:
        say_json(scores.as_line())
    else:
        for sentence in scores.in_words():
            print(sentence)


@app.command()
def champion(recipe: Recipe = "champion", seed: int = 0, as_json: AsJson = False) -> None:
    """Train the model that the repository ships, the same again, with its model card."""
    from core import data
    from core.training import config_for
    from core.workflows.champion import make_champion

    settings = Settings.from_environment()
    with sentences(as_json):
        data.fetch(settings)
        made = make_champion(settings, config_for(recipe, seed=seed), Terminal())
    test = made.facts()["metrics"]["test"]
    if as_json:
        say_json({"folder": str(made.folder), "test": test})
    else:
        print(f"Wrote {made.folder}: {test['accuracy']:.2%} right on the test split.")
