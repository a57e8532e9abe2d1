"""`python -m core models`: list and show versions, promote one, roll back."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from core.cli.output import AsJson, error_boundary, print_json, print_words
from core.input_kind import InputKind
from core.settings import Settings
from core.text import moment, percent

if TYPE_CHECKING:
    from core.registry import ModelVersion

models_app = typer.Typer(help="The versions of the model: list, show, promote, roll back.")
Version = Annotated[str, typer.Argument(help="A version such as v3, champion or challenger.")]
Reason = Annotated[str, typer.Option(help="Why; shown in the history of champions.")]


@models_app.command("list")
def models_list(as_json: AsJson = False) -> None:
    """List all versions, newest first, with what each reads."""
    from core.errors import ModelUnavailable
    from core.registry import Registry

    with error_boundary(as_json):
        for version in Registry(Settings.from_environment()).versions():
            try:
                line = _as_line(version)
            except ModelUnavailable as error:
                line = {"name": version.name, "aliases": version.aliases, "error": str(error)}
            print_json(line) if as_json else print_words(_in_words(line))


@models_app.command("show")
def models_show(version: Version = "champion", as_json: AsJson = False) -> None:
    """Show all facts of a version, as the file model.json has them."""
    from core.records import to_json
    from core.registry import Registry

    with error_boundary(as_json):
        found = Registry(Settings.from_environment()).get(version)
        facts = to_json(found.facts())
    if as_json:
        print_json({"name": found.name, "aliases": list(found.aliases), **facts})
        return
    print_words(_in_words(_as_line(found)))
    for name in ("recipe", "parameters", "device", "commit", "onnx_sha256"):
        print_words(f"  {name}: {facts[name]}")
    print_words(f"  folder: {found.folder}")


@models_app.command("promote")
def models_promote(version: Version, reason: Reason = "", as_json: AsJson = False) -> None:
    """Make a version the champion; what gets worse by it is printed."""
    from core.registry import Registry
    from core.workflows.promote.compare import side_by_side

    with error_boundary(as_json):
        settings = Settings.from_environment()
        registry = Registry(settings)
        champion, candidate = registry.champion(), registry.get(version)
        worse = side_by_side(settings, champion, candidate).worse()
        registry.promote(candidate.number, reason)
    if as_json:
        print_json({"champion": candidate.name, "before": champion.name, "worse": worse})
        return
    print_words(f"{candidate.name} is the champion, in place of {champion.name}.")
    for sentence in worse:
        print_words(f"  Worse: {sentence}")


@models_app.command("rollback")
def models_rollback(reason: Reason = "", as_json: AsJson = False) -> None:
    """Make the previous champion the champion again."""
    from core.registry import Registry

    with error_boundary(as_json):
        number = Registry(Settings.from_environment()).roll_back(reason)
    print_json({"champion": f"v{number}"}) if as_json else print_words(
        f"v{number} is the champion again."
    )


def _as_line(version: "ModelVersion") -> dict[str, Any]:
    from core.records import to_json

    facts = version.facts()
    metrics = {kind: facts.metrics_of(kind) for kind in InputKind}
    return {
        "name": version.name,
        "aliases": list(version.aliases),
        "recipe": facts.recipe,
        "created": version.made(facts),
        "accuracy": {
            str(kind): to_json(found.interval) if found else None for kind, found in metrics.items()
        },
        "coverage": {str(kind): facts.coverage(kind) for kind in InputKind},
    }


def _in_words(line: dict[str, Any]) -> str:
    name = ", ".join([line["name"], *line["aliases"]])
    if "error" in line:
        return f"{name}: {line['error']}"
    made = moment(line["created"])
    read = [_reads(kind, line) for kind in InputKind]
    return f"{name}: {line['recipe']}, {made}; {'; '.join(read)}"


def _reads(kind: InputKind, line: dict[str, Any]) -> str:
    found = line["accuracy"][str(kind)]
    answered = f"{percent(line['coverage'][str(kind)], 0)} answered"
    if found is None:
        return f"{kind} not measured, {answered}"
    between = f"{percent(found['low'])} to {percent(found['high'])}"
    return f"{kind} {percent(found['value'])} right ({between}), {answered}"
