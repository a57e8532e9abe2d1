"""`python -m core evaluate`: every metric of a model on a split, with intervals."""

from typing import Annotated

import typer

from core.cli.output import AsJson, Terminal, error_boundary, print_json, print_words
from core.settings import Settings

Model = Annotated[str, typer.Option(help="champion, challenger, or a version such as v3.")]
Data = Annotated[str, typer.Option(help="test, validation, v2 (its test split), v2/validation.")]


def evaluate(model: Model = "champion", data: Data = "test", as_json: AsJson = False) -> None:
    """Evaluate a model: accuracy, F1, losses, calibration, ranks, each with a 95 % interval."""
    from core.registry import Registry
    from core.workflows.evaluate.chosen import read_choice
    from core.workflows.evaluate.job import evaluate_on

    with error_boundary(as_json):
        settings = Settings.from_environment()
        version = Registry(settings).get(model)
        found = evaluate_on(settings, version, read_choice(data, settings), Terminal())
        if as_json:
            print_json(found.as_line())
        else:
            for line in found.in_words():
                print_words(line)
