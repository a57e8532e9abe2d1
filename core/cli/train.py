"""`python -m core train` and `champion`: train a model, or the shipped one."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from core.cli.output import (
    AsJson,
    EpochLines,
    Terminal,
    error_boundary,
    print_json,
    print_to_stderr,
    print_words,
)
from core.records import to_json
from core.settings import Settings
from core.text import percent

if TYPE_CHECKING:
    from core.registry import Registry
    from core.training import TrainConfig
    from core.workflows.train.repeat import PastTraining

Recipe = Annotated[str, typer.Option(help="Name of the recipe.")]
BIT_FOR_BIT = "Same seed, machine and versions: the same weights, bit for bit."
FROM = "Repeat a past training: a version such as v3, or the id of a run."
WARM_START = "Start from the weights of this version, which has the same network."
CHECKPOINTS = "Folder for a checkpoint after each epoch; the same command resumes from there."


def train(
    recipe: Annotated[
        str | None, typer.Option(help="Name of the recipe; default all_round, as on the page.")
    ] = None,
    seed: Annotated[int | None, typer.Option(help="Random seed; default 0.")] = None,
    data_version: Annotated[str | None, typer.Option("--data", help="Dataset; default v1.")] = None,
    epochs: Annotated[int | None, typer.Option(help="Passes over the training pictures.")] = None,
    deterministic: Annotated[bool, typer.Option("--deterministic", help=BIT_FOR_BIT)] = False,
    warm_start: Annotated[str | None, typer.Option("--warm-start", help=WARM_START)] = None,
    source: Annotated[str | None, typer.Option("--from", help=FROM)] = None,
    folder: Annotated[Path | None, typer.Option(help=CHECKPOINTS)] = None,
    as_json: AsJson = False,
) -> None:
    """Train a model and register it as a new version."""
    from core.registry import Registry
    from core.workflows.home import prepare_home
    from core.workflows.train.train import train_model
    from core.workflows.train.warm_start import with_warm_start

    if source and recipe:
        raise typer.BadParameter("--from already has a recipe: give only one of the two.")
    requested = {"seed": seed, "data": data_version, "epochs": epochs, "warm_start": warm_start}
    changes: dict[str, Any] = {
        name: value for name, value in requested.items() if value is not None
    }
    changes |= {"deterministic": True} if deterministic else {}
    terminal = Terminal(EpochLines() if as_json else None)
    with error_boundary(as_json):
        settings = Settings.from_environment()
        registry = Registry(settings)
        # In a new home the shipped champion goes first, or this model would become the champion.
        config, past = _asked_for(registry, recipe, source, changes)
        for sentence in prepare_home(settings, registry).sentences:
            print_to_stderr(sentence)
        config = with_warm_start(config, registry)
        result = train_model(settings, registry, config, terminal, folder)
        compared = _compared(registry, past, result.name) if past else {}
    if as_json:
        print_json(to_json(result) | compared)
    else:
        test = result.metrics["test"]
        between = f"{percent(test.accuracy_low, 2)} to {percent(test.accuracy_high, 2)}"
        print_words(
            f"Registered {result.name}: {percent(test.accuracy, 2)} right on the test split "
            f"({between}, n = {test.n:,})."
        )


def _asked_for(
    registry: "Registry", recipe: str | None, source: str | None, changes: Mapping[str, Any]
) -> "tuple[TrainConfig, PastTraining | None]":
    """Return the config and the past training that it repeats; print what has changed since."""
    from core.training import DEFAULT_RECIPE, config_for

    if source is None:
        return config_for(recipe or DEFAULT_RECIPE, **changes), None
    from core.workflows.train.repeat import changed, past_training

    past = past_training(registry, source)
    config = changed(past, **changes)
    print_to_stderr(f"Repeating {past.name}: recipe {config.recipe}, seed {config.seed}.")
    differences = past.differences()
    for sentence in differences or ("Code, versions and machine are the same as then.",):
        print_to_stderr(sentence)
    return config, past


def _compared(registry: "Registry", past: "PastTraining", name: str) -> dict[str, Any]:
    same, sentence = past.compare(registry.get(name))
    print_to_stderr(sentence)
    return {"repeats": past.name, "same_weights": same}


def champion(recipe: Recipe = "thorough", seed: int = 0, as_json: AsJson = False) -> None:
    """Retrain the model that the repository ships, and write its model card."""
    from core import data
    from core.training import config_for
    from core.workflows.train.champion import make_champion

    with error_boundary(as_json):
        settings = Settings.from_environment()
        data.fetch(settings)
        made = make_champion(settings, config_for(recipe, seed=seed), Terminal())
    test = made.facts().metrics["test"]
    if as_json:
        print_json({"folder": str(made.folder), "test": to_json(test)})
    else:
        print_words(f"Wrote {made.folder}: {percent(test.accuracy, 2)} right on the test split.")
