"""The same training with several seeds: how much of a figure is chance."""

from dataclasses import dataclass, replace

from core.errors import UnknownRecipe
from core.evaluation.repeats import Spread, spread
from core.jobs import Job, JobContext, JobKind, Runner
from core.training import TrainConfig
from core.workflows.context import ResumableContext, Workplace
from core.workflows.experiments.parts import (
    CompletedParts,
    Curve,
    PartContext,
    PartProgress,
    PartsProgress,
    SplitShare,
    curve_of,
)
from core.workflows.train.titles import title_of
from core.workflows.train.train import CLOSING, train_model

MIN_SEEDS, MAX_SEEDS = 2, 20


@dataclass(frozen=True)
class SeedsParameters:
    config: TrainConfig
    seeds: tuple[int, ...]


@dataclass(frozen=True)
class SeedRun:
    """The result of one seed."""

    version: int
    model: str  # the version's name
    validation: SplitShare
    test: SplitShare
    history: Curve = ()
    name: str = ""


@dataclass(frozen=True)
class SeedsResult:
    """The runs and, for validation and test, mean, deviation and interval over them."""

    runs: tuple[SeedRun, ...]
    validation: Spread
    test: Spread


SeedsJob = Job[SeedsParameters, PartsProgress, SeedsResult]


def start_seeds(runner: Runner, config: TrainConfig, count: int) -> SeedsJob:
    """Queue `count` trainings of one config, from its seed upwards, as one job.

    Each is a full training with its own run and version; the test split is read once, at its end.
    Raises UnknownRecipe for a count or a seed that is not allowed.
    """
    seeds = tuple(range(config.seed, config.seed + count))
    parameters = SeedsParameters(config, seeds)
    configs_of(parameters)
    title = f"{title_of(config)}, seeds {seeds[0]} to {seeds[-1]}"
    return runner.submit(SEEDS, title, parameters)


def train_seeds(
    place: Workplace, parameters: SeedsParameters, context: ResumableContext
) -> SeedsResult:
    """Train every seed that is not done yet; return their figures with mean and interval.

    Raises as train_model does. A seed that is done stays done: its version is registered, and a
    later call with the same folder continues after it.
    """
    configs = configs_of(parameters)
    done = CompletedParts(context.folder / "seeds.json", parameters, SeedRun)
    for name, config in configs.items():
        if name not in done:
            part = PartContext(context, _rows(tuple(configs), done), name)
            done.add(name, _train(place, config, part, context))
    return summary([replace(done[name], name=name) for name in configs])


def _rows(names: tuple[str, ...], done: CompletedParts[SeedRun]) -> list[PartProgress]:
    return [
        PartProgress(name, "done", done[name].history, test=done[name].test)
        if name in done
        else PartProgress(name, "waiting")
        for name in names
    ]


def configs_of(parameters: SeedsParameters) -> dict[str, TrainConfig]:
    """Return the config of each seed by the name of its part. Raises UnknownRecipe."""
    seeds = parameters.seeds
    if not MIN_SEEDS <= len(seeds) <= MAX_SEEDS or len(set(seeds)) != len(seeds):
        raise UnknownRecipe(
            f"Choose {MIN_SEEDS} to {MAX_SEEDS} different seeds; these are {len(seeds)}."
        )
    return {f"Seed {seed}": replace(parameters.config, seed=seed) for seed in seeds}


def summary(runs: list[SeedRun]) -> SeedsResult:
    """Return the runs and, for validation and test, mean, deviation and interval over them."""
    return SeedsResult(
        runs=tuple(runs),
        validation=spread([run.validation.accuracy for run in runs]),
        test=spread([run.test.accuracy for run in runs]),
    )


def _train(
    place: Workplace, config: TrainConfig, part: PartContext, context: ResumableContext
) -> SeedRun:
    folder = context.folder / f"seed-{config.seed}"
    job = f"{context.id}, seed {config.seed}"
    made = train_model(place.settings, place.registry, config, part, folder, job)
    validation, test = (SplitShare.of(made.metrics[split]) for split in ("validation", "test"))
    # No curve if it was found, registered by an attempt that was killed just after.
    curve = part.curve or curve_of(place.registry.get(made.name).facts().history)
    return SeedRun(made.version, made.name, validation, test, curve)


def _train_seeds(place: Workplace, parameters: SeedsParameters, context: JobContext) -> SeedsResult:
    return train_seeds(place, parameters, context)


SEEDS = JobKind("seeds", SeedsParameters, PartsProgress, SeedsResult, _train_seeds, closing=CLOSING)
