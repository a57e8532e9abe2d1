"""`python -m core data`: fetch the dataset, check it, list its versions, audit its labels."""

from typing import Annotated

import typer

from core.cli.output import AsJson, Terminal, error_boundary, print_json, print_words
from core.records import to_json
from core.settings import Settings

data_app = typer.Typer(help="The dataset: fetch it, check it, list its versions, audit its labels.")


@data_app.command("fetch")
def data_fetch(as_json: AsJson = False) -> None:
    """Fetch the four files of Fashion-MNIST and verify them; instant if they are already here."""
    from core import data

    terminal = Terminal()
    with error_boundary(as_json):
        report = data.fetch(
            Settings.from_environment(),
            lambda now: terminal.report(now.done_bytes / max(1, now.total_bytes), now.step),
        )
    if as_json:
        print_json({"source": report.source, "seconds": report.seconds, "bytes": report.bytes})
    else:
        print_words(f"The dataset is here and verified ({report.source}, {report.seconds:.1f} s).")


@data_app.command("check")
def data_check(as_json: AsJson = False) -> None:
    """Verify the dataset's files; exit code 1 if one is missing or wrong."""
    from core import data

    with error_boundary(as_json):
        report = data.check(Settings.from_environment())
    files = [{"file": f.name, "items": f.items, "problem": f.problem} for f in report.files]
    if as_json:
        counts = {"train": report.train, "validation": report.validation, "test": report.test}
        print_json({"ok": report.ok, "hash": report.hash, **counts, "files": files})
    else:
        for file in report.files:
            print_words(f"{file.name}: {file.problem or f'{file.items:,} items, verified'}")
    raise typer.Exit(0 if report.ok else 1)


@data_app.command("versions")
def data_versions(as_json: AsJson = False) -> None:
    """List the dataset versions that a training can use."""
    from core import data

    for name, hint in data.DATASETS.items():
        if as_json:
            print_json({"name": name, "hint": hint})
        else:
            print_words(f"{name:<8} {hint}")


@data_app.command("audit")
def data_audit(
    version: Annotated[str, typer.Option(help="A dataset version.")] = "v1",
    count: Annotated[int, typer.Option(min=0, help="How many labels to list.")] = 20,
    as_json: AsJson = False,
) -> None:
    """Train once, rank all labels, and list the most suspicious ones."""
    from core.workflows.data.audit import AuditParameters, audit
    from core.workflows.data.suspects import suspects

    with error_boundary(as_json):
        settings = Settings.from_environment()
        audit(settings, AuditParameters(version), Terminal())
        found = suspects(settings, version, count)
    for one in found:
        if as_json:
            print_json(to_json(one))
        else:
            print_words(
                f"{one.picture:<12} labelled {one.label:<12} rather {one.suggested:<12} "
                f"quality {one.quality:.3f}"
            )
