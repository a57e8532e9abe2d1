"""The command line: `python -m core …`."""

import sys

import typer

from core.cli.data import data_app
from core.cli.evaluate import evaluate
from core.cli.explain import explain
from core.cli.models import models_app
from core.cli.output import (
    AsJson,
    error_boundary,
    prepare_streams,
    print_json,
    print_to_stderr,
    print_words,
)
from core.cli.predict import cases, photos, predict
from core.cli.train import champion, train
from core.errors import FittingRoomError
from core.settings import Settings

app = typer.Typer(
    help="Fitting Room: what the pages do, from a shell.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(data_app, name="data", no_args_is_help=True)
app.add_typer(models_app, name="models", no_args_is_help=True)


def run() -> None:
    """Run the command line; a user error ends in a sentence and exit code 1."""
    prepare_streams()
    try:
        app(prog_name="python -m core")
    except FittingRoomError as error:  # such as output that cannot be written
        print_to_stderr(str(error))
        sys.exit(1)


@app.command()
def prepare(as_json: AsJson = False) -> None:
    """Prepare the home: register the shipped model, recover what a killed process left."""
    from core.registry import Registry
    from core.workflows.home import prepare_home

    with error_boundary(as_json):
        settings = Settings.from_environment()
        report = prepare_home(settings, Registry(settings))
    for sentence in report.sentences or ("Models: all in order.",):
        if as_json:
            print_json({"done": sentence})
        else:
            print_words(sentence)


for verb in (train, predict, explain, photos, evaluate, cases, champion):
    app.command()(verb)
