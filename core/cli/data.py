"""`python -m core data`: fetch, check, import, audit the labels, list versions."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from core.cli.output import AsJson, Terminal, error_boundary, print_json, print_words
from core.errors import FittingRoomError
from core.records import to_json
from core.settings import Settings

if TYPE_CHECKING:
    from core.data.checks.result import CheckResult

Version = Annotated[str, typer.Option("--version", help="The data version: v1, v2 and so on.")]
MAX_NAMED = 3  # pictures at fault that a line names

data_app = typer.Typer(help="The dataset: fetch, check, import, audit the labels, list versions.")


@data_app.command("fetch")
def data_fetch(as_json: AsJson = False) -> None:
    """Fetch the four files of Fashion-MNIST and verify them; instant if they are already here.

    The first time, the quick checks of the data are run too, and their report is kept.
    """
    from core import data

    terminal = Terminal()
    settings = Settings.from_environment()
    with error_boundary(as_json):
        report = data.fetch(
            settings,
            lambda now: terminal.report(now.done_bytes / max(1, now.total_bytes), now.step),
        )
    checks = _first_check(settings)
    if as_json:
        figures = {"source": report.source, "seconds": report.seconds, "bytes": report.bytes}
        print_json({**figures, "checks": checks or None})
    else:
        print_words(f"The dataset is here and verified ({report.source}, {report.seconds:.1f} s).")
        if checks:
            print_words(checks)


def _first_check(settings: Settings) -> str:
    """Check the data if it never was; return the outcome as a sentence, which stops nothing."""
    from core.workflows.data.first_check import check_once

    try:
        found = check_once(settings)
    except FittingRoomError as error:
        return f"The data could not be checked. {error}"
    if found is None:
        return ""
    failed = [f"{one.title}: {one.finding.sentence}" for one in found.results if not one.passed]
    where = "Versions shows them, and searches near-duplicates." if failed else ""
    return " ".join([found.in_words(), *failed, where]).strip()


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


@data_app.command("validate")
def data_validate(version: Version = "v1", as_json: AsJson = False) -> None:
    """Run every check on a data version and keep the report; exit code 1 if an error is found."""
    from core.workflows.data.validate import validate

    with error_boundary(as_json):
        report = validate(Settings.from_environment(), version, Terminal())
    for result in report.results:
        if as_json:
            print_json(to_json(result))
        else:
            print_words(check_in_words(result))
    if not as_json:
        print_words(report.in_words())
    raise typer.Exit(0 if report.ok else 1)


def check_in_words(result: "CheckResult") -> str:
    """Return the outcome of a check as a line for people, with the first pictures at fault."""
    from core.data.versions.pictures import picture_name

    outcome = "passed" if result.passed else result.severity.value
    finding = result.finding
    named = [picture_name(number) for number in finding.pictures[:MAX_NAMED]]
    named += [" and ".join(map(picture_name, pair)) for pair in finding.pairs[:MAX_NAMED]]
    more = ", …" if finding.found > MAX_NAMED else ""
    where = f" {'; '.join(named)}{more}" if named and not result.passed else ""
    return f"{outcome:<8} {result.title}: {finding.sentence}{where}"


@data_app.command("import")
def data_import(
    source: Annotated[
        Path, typer.Argument(help="A folder or zip, one subfolder a class; or a CSV.")
    ],
    parent: Annotated[str, typer.Option(help="The data version to add the pictures to.")] = "v1",
    reason: Annotated[str, typer.Option(help="Why, for the version's manifest.")] = "",
    author: Annotated[str, typer.Option(help="Who, for the version's manifest.")] = "",
    kind: Annotated[str, typer.Option("--as", help="auto, photo, drawing or pixels.")] = "auto",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what would be taken.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Publish labelled pictures as a new data version; those that cannot be taken are named."""
    from core.workflows.data.imports.importing import preview_import, publish_import

    settings = Settings.from_environment()
    with error_boundary(as_json):
        preview = preview_import(settings, source, parent, kind, Terminal())
    for one in preview.refused:
        if as_json:
            print_json({"file": one.name, "error": one.reason})
        else:
            print_words(f"{one.name}: {one.reason}")
    if not as_json:
        print_words(preview.in_words())
    figures = {"added": len(preview.added), "refused": len(preview.refused)}
    if dry_run:
        if as_json:
            print_json({"version": None, **figures})
        return
    with error_boundary(as_json):
        made = publish_import(settings, preview, reason, author)
    if as_json:
        print_json({"version": made.name, **figures})
    else:
        print_words(f"Published as {made.name}.")


@data_app.command("versions")
def data_versions(as_json: AsJson = False) -> None:
    """List the dataset versions that a training can use."""
    from core.data.versions.catalogue import datasets

    with error_boundary(as_json):
        found = datasets(Settings.from_environment())
    for name, hint in found.items():
        if as_json:
            print_json({"name": name, "hint": hint})
        else:
            print_words(f"{name:<8} {hint}")


@data_app.command("catalogue")
def data_catalogue(as_json: AsJson = False) -> None:
    """Print every version with its steps, hashes, checks and models, and the data dictionary."""
    from core.registry import Registry
    from core.workflows.data.catalogue import catalogue

    settings = Settings.from_environment()
    with error_boundary(as_json):
        found = catalogue(settings, Registry(settings))
    if as_json:
        print_json(to_json(found))
    else:
        print_words(found.as_json().rstrip())


@data_app.command("audit")
def data_audit(
    version: Annotated[str, typer.Option(help="A dataset version.")] = "v1",
    count: Annotated[int, typer.Option(min=0, help="How many labels to list.")] = 20,
    as_json: AsJson = False,
) -> None:
    """Train once, rank all labels, and list the most suspicious ones."""
    from core.workflows.data.labels.audit import AuditParameters, audit
    from core.workflows.data.labels.suspects import suspects

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
