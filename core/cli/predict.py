"""`python -m core predict`, `photos` and `cases`: ask a model, and score it."""

from pathlib import Path
from typing import Annotated

import typer

from core.cli.output import AsJson, Terminal, say_json, sentences
from core.settings import Settings

Model = Annotated[str, typer.Option(help="champion, challenger, or a version such as v3.")]
ABLATION = "Also with each stage switched off, and what answering fewer would give."


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


def cases(model: Model = "champion", as_json: AsJson = False) -> None:
    """Ask a model the cases of this home; exit code 1 where it fails one."""
    from core.registry import Registry
    from core.workflows.predict.cases import answer_cases

    settings = Settings.from_environment()
    with sentences(as_json):
        report = answer_cases(settings, Registry(settings).get(model))
        say_json(report.as_line()) if as_json else print(report.in_words())
    raise typer.Exit(1 if report.failed else 0)
