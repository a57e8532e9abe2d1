"""The command line: `python -m core …`."""

import io
import sys

import typer

from core.cli.data import data_app
from core.cli.output import AsJson, error_boundary, print_json
from core.cli.predict import cases, photos, predict
from core.cli.train import champion, train
from core.settings import Settings

app = typer.Typer(
    help="Fitting Room: what the pages do, from a shell.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(data_app, name="data", no_args_is_help=True)


def run() -> None:
    """Run the command line; a user error ends in a sentence and exit code 1."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a file name may not be valid text
            stream.reconfigure(errors="backslashreplace")
    app(prog_name="python -m core")


@app.command()
def prepare(as_json: AsJson = False) -> None:
    """Prepare the home: register the shipped model, recover what a killed process left."""
    from core.registry import Registry
    from core.workflows.home import prepare_home

    settings = Settings.from_environment()
    with error_boundary(as_json):
        report = prepare_home(settings, Registry(settings))
    for sentence in report.sentences or ("Models: all in order.",):
        if as_json:
            print_json({"done": sentence})
        else:
            print(sentence)


for verb in (train, predict, photos, cases, champion):
    app.command()(verb)
