"""The same training from several seeds: how much of a figure is chance."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from core.errors import ModelUnavailable, UnknownRecipe
from core.evaluation.repeats import spread
from core.jobs import Job, Runner
from core.registry import Registry
from core.settings import Settings
from core.training import TrainConfig
from core.workflows.experiments.parts import DoneParts, Durable, PartContext, short
from core.workflows.train.titles import title_of
from core.workflows.train.train import train_model

KIND = "seeds"
FEWEST, MOST = 2, 20


def start_seeds(runner: Runner, config: TrainConfig, count: int) -> Job:
    """Queue `count` trainings of one config, from its seed upwards, as one job.

    Each is a full training: a run and a version of its own, the test split read once at its end.
    Raises UnknownRecipe for a count or a seed that is not allowed.
    """
    seeds = list(range(config.seed, config.seed + count))
    title = f"{title_of(config)}, seeds {seeds[0]} to {seeds[-1]}"
    parameters = {"config": config.as_dict(), "seeds": seeds}
    configs_of(parameters)
    return runner.submit(KIND, title, parameters)


def train_seeds(settings: Settings, registry: Registry, context: Durable) -> dict[str, Any]:
    """Train every seed that is not done yet; return their figures with mean and interval.

    Raises as train_model does. A seed that is done stays done: its version is registered, and a
    later call with the same folder goes on after it.
    """
    configs = configs_of(context.parameters)
    done = DoneParts(context.folder / "seeds.json", context.parameters)
    names = tuple(configs)
    for name, config in configs.items():
        if name not in done:
            part = PartContext(context, names, done, name)
            found = _registered(registry, config, done.begun)
            done.add(name, found or _train(settings, registry, config, part, context))
    return summary([{"name": name, **done[name]} for name in names])


def configs_of(parameters: Mapping[str, Any]) -> dict[str, TrainConfig]:
    """Return the training of each seed by the name of its part. Raises UnknownRecipe."""
    base, seeds = TrainConfig.from_dict(parameters["config"]), parameters["seeds"]
    if not FEWEST <= len(seeds) <= MOST or len(set(seeds)) != len(seeds):
        raise UnknownRecipe(f"Choose {FEWEST} to {MOST} different seeds; these are {len(seeds)}.")
    return {f"Seed {seed}": replace(base, seed=seed) for seed in seeds}


def summary(runs: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the runs and, for validation and test, mean, deviation and interval over them."""
    over = {
        split: asdict(spread([run[split]["accuracy"] for run in runs]))
        for split in ("validation", "test")
    }
    return {"runs": runs} | over


def _train(
    settings: Settings,
    registry: Registry,
    config: TrainConfig,
    part: PartContext,
    context: Durable,
) -> dict[str, Any]:
    folder = context.folder / f"seed-{config.seed}"
    result = train_model(settings, registry, config, part, folder)
    return _figures(result["version"], result["name"], result["metrics"]) | {
        "history": short(part.history)
    }


def _registered(registry: Registry, config: TrainConfig, begun: float) -> dict[str, Any] | None:
    """Find the version of a seed that a kill left registered, but not noted as done."""
    for version in registry.versions():
        try:
            facts = version.facts() if version.created >= begun else {}
        except ModelUnavailable:
            continue
        if facts.get("config") == config.as_dict():
            history = {"history": short(facts["history"])}
            return _figures(version.number, version.name, facts["metrics"]) | history
    return None


def _figures(number: int, name: str, metrics: Mapping[str, Any]) -> dict[str, Any]:
    kept = ("accuracy", "accuracy_low", "accuracy_high", "n")
    splits = {split: {key: metrics[split][key] for key in kept} for split in ("validation", "test")}
    return {"version": number, "model": name} | splits
