"""Answer the pictures of a split as a background job, and keep the answers for the evaluation."""

from dataclasses import dataclass

from core.data.versions.store import Versions
from core.jobs import Job, JobContext, JobKind, NoProgress, Runner
from core.registry import ModelVersion, Registry
from core.settings import Settings
from core.workflows.context import Context, Workplace
from core.workflows.evaluate.answers import answer_split
from core.workflows.evaluate.chosen import PARTS, Chosen
from core.workflows.evaluate.evaluation import Evaluated, evaluate_model


@dataclass(frozen=True)
class EvaluateParameters:
    """The model (`shipped` for the one that comes with the program), data version and split."""

    model: str
    data: str = "v1"
    split: str = "test"

    def __post_init__(self) -> None:
        if self.split not in PARTS:
            raise ValueError(f"There is no split {self.split!r}. There is: {', '.join(PARTS)}.")


@dataclass(frozen=True)
class EvaluateResult:
    """How many pictures were answered; the answers are in the home."""

    model: str
    data: str
    split: str
    pictures: int


EvaluateJob = Job[EvaluateParameters, NoProgress, EvaluateResult]


def evaluate_on(
    settings: Settings, version: ModelVersion, chosen: Chosen, context: Context
) -> Evaluated:
    """Evaluate a model, answering the pictures where it has not yet.

    Raises JobStopped if asked to stop, ModelUnavailable, DataUnavailable, BadData, HomeUnusable.
    """
    context.report(0.0, "Reading the pictures")
    pictures = Versions(settings).pictures(chosen.data)
    answers = answer_split(version.folder, pictures, chosen.part, settings, context)
    context.report(1.0, "Answered")
    return evaluate_model(settings, (version.name, version.folder), pictures, chosen, answers)


def _evaluate(
    place: Workplace, parameters: EvaluateParameters, context: JobContext
) -> EvaluateResult:
    registry: Registry = place.registry
    version = registry.named(parameters.model)
    chosen = Chosen(parameters.data, parameters.split)
    done = evaluate_on(place.settings, version, chosen, context)
    return EvaluateResult(parameters.model, chosen.data, chosen.split, done.found.n)


EVALUATE = JobKind("evaluate", EvaluateParameters, NoProgress, EvaluateResult, _evaluate)


def start_evaluate(runner: Runner, version: ModelVersion, chosen: Chosen) -> EvaluateJob:
    """Queue the evaluation of a model on a split."""
    parameters = EvaluateParameters(version.name, chosen.data, chosen.split)
    return runner.submit(EVALUATE, f"{version.name} on {chosen.title}", parameters, priority=1)
