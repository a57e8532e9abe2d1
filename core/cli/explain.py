"""`python -m core explain`: why a model answers as it does, and how far to trust that."""

from pathlib import Path
from typing import Annotated

import typer

from core.cli.output import AsJson, error_boundary, print_json, print_words
from core.cli.predict import Model
from core.settings import Settings

LABEL = "Why this class; by default the answer."
AGAINST = "And not that class: explain the difference of the two."


def explain(
    files: Annotated[list[Path], typer.Argument(help="Pictures, or .ndjson files of strokes.")],
    model: Model = "champion",
    label: Annotated[str | None, typer.Option("--class", help=LABEL)] = None,
    against: Annotated[str | None, typer.Option("--against", help=AGAINST)] = None,
    kind: Annotated[str, typer.Option("--as", help="auto, photo, drawing or pixels.")] = "auto",
    seed: Annotated[int, typer.Option(help="Of the random masks.", min=0)] = 0,
    as_json: AsJson = False,
) -> None:
    """Explain the answer to each picture; exit code 1 if one of them had an error."""
    from core.pictures.segmentation.onnx_model import OnnxSegmenter
    from core.registry import Registry
    from core.workflows.explain.files import Asked, explain_files
    from core.workflows.predict.files import load_predictor

    failed = False
    with error_boundary(as_json):
        settings = Settings.from_environment()
        predictor = load_predictor(Registry(settings), model)
        segmenter = OnnxSegmenter(settings.segmentation)
        asked = Asked(label, against, seed)
        for one in explain_files(files, predictor, asked, segmenter, kind):
            failed = failed or one.found is None
            if as_json:
                print_json(one.as_line())
            else:
                for sentence in one.in_words():
                    print_words(sentence)
    raise typer.Exit(1 if failed else 0)
