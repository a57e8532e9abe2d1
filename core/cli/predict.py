"""`python -m core predict`, `photos` and `cases`: run a model, and score it."""

from pathlib import Path
from typing import Annotated

import typer

from core.cli.output import AsJson, Terminal, error_boundary, print_json, print_words
from core.settings import Settings

Model = Annotated[str, typer.Option(help="champion, challenger, or a version such as v3.")]
ABLATION = "Also score with each stage switched off, and at lower coverage."


def predict(
    files: Annotated[list[Path], typer.Argument(help="Pictures, or .ndjson files of strokes.")],
    kind: Annotated[str, typer.Option("--as", help="auto, photo, drawing or pixels.")] = "auto",
    model: Model = "champion",
    as_json: AsJson = False,
) -> None:
    """Predict the class of each picture; exit code 1 if one of them had an error."""
    from core.pictures.segmentation.onnx_model import OnnxSegmenter
    from core.registry import Registry
    from core.workflows.predict.files import answer_files, load_predictor

    failed = False
    with error_boundary(as_json):
        settings = Settings.from_environment()
        predictor = load_predictor(Registry(settings), model)
        for answer in answer_files(files, kind, predictor, OnnxSegmenter(settings.segmentation)):
            failed = failed or bool(answer.error)
            if as_json:
                print_json(answer.as_line())
            else:
                print_words(answer.in_words())
    raise typer.Exit(1 if failed else 0)


def photos(
    folder: Annotated[Path, typer.Argument(help="One subfolder per label, or .ndjson files.")],
    mapping: Annotated[Path | None, typer.Option(help="JSON: folder -> class, or null.")] = None,
    model: Model = "champion",
    ablation: Annotated[bool, typer.Option("--ablation", help=ABLATION)] = False,
    as_json: AsJson = False,
) -> None:
    """Score a model on a folder of labelled photos or drawings."""
    from core.pictures.segmentation.onnx_model import OnnxSegmenter
    from core.registry import Registry
    from core.workflows.photos.job import score_stages
    from core.workflows.photos.score import read_mapping, score_folder
    from core.workflows.predict.files import load_predictor

    with error_boundary(as_json):
        settings = Settings.from_environment()
        predictor = load_predictor(Registry(settings), model)
        segmenter = OnnxSegmenter(settings.segmentation)
        score = score_stages if ablation else score_folder
        scores = score(folder, read_mapping(mapping), predictor, Terminal(), segmenter)
    if as_json:
        print_json(scores.as_line())
    else:
        for sentence in scores.in_words():
            print_words(sentence)


def cases(model: Model = "champion", as_json: AsJson = False) -> None:
    """Check a model against the test cases of this home; exit code 1 if it fails one."""
    from core.registry import Registry
    from core.workflows.predict.cases import answer_cases

    with error_boundary(as_json):
        settings = Settings.from_environment()
        report = answer_cases(settings, Registry(settings).get(model))
        print_json(report.as_line()) if as_json else print_words(report.in_words())
    raise typer.Exit(1 if report.failed else 0)
