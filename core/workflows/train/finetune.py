"""Fine-tune the champion on the wardrobe: a new version, measured before and after."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from core import data, training
from core.data import Dataset, Split
from core.data.user_pictures.cases import Cases
from core.data.user_pictures.holdout import (
    WardrobeSplit,
    as_split,
    base_of,
    extended,
    split_wardrobe,
)
from core.data.user_pictures.wardrobe import Wardrobe
from core.errors import TrainingFailed
from core.evaluation import wilson
from core.evaluation.paired import mcnemar
from core.jobs import Job, JobContext, JobKind, JobStopped, Runner
from core.model_facts import FineTuningFacts, ModelFacts
from core.model_files import ONNX_FILE
from core.predictor import Predictor
from core.registry import ModelVersion, Registry
from core.settings import Settings
from core.training import TrainConfig
from core.training.finetuning import STEPS, FineTuned, finetune, finetuning_config
from core.workflows.context import Context, Workplace
from core.workflows.predict.cases import answer_cases
from core.workflows.train.calibrate import Trained, measure
from core.workflows.train.commit import current_commit
from core.workflows.train.finetuning_result import (
    WARDROBE,
    CasesPassed,
    Comparison,
    FineTuningResult,
    SplitFigures,
)
from core.workflows.train.finished import finished_run
from core.workflows.train.staging import staging

READ, TUNED, WRITTEN, MEASURED = 0.02, 0.8, 0.85, 0.95  # fractions of the job, at each step
CLOSING = 15.0  # seconds: first estimate for calibrating, comparing and registering

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class FineTuningParameters:
    seed: int = 0


@dataclass(frozen=True)
class FineTuningProgress:
    loss: float


FineTuningJob = Job[FineTuningParameters, FineTuningProgress, FineTuningResult]


def start_finetuning(runner: Runner, seed: int = 0) -> FineTuningJob:
    """Queue a fine-tuning of whatever model is champion when it begins."""
    title = "Fine-tune the champion with the wardrobe"
    return runner.submit(FINETUNE, title, FineTuningParameters(seed))


def finetune_champion(
    settings: Settings,
    registry: Registry,
    seed: int,
    context: Context,
    job: str = "",
    saved: Path | None = None,
) -> FineTuningResult:
    """Fine-tune the champion's own weights, measure before and after, register a new version.

    Trains on the part of the wardrobe that is not held out. The champion stays champion. With a
    folder `saved`, checkpoints go there and a later call resumes from them, unless the champion or
    the pictures have changed since. If `job` was killed after its version was registered, that one
    is measured. Raises JobStopped, TrainingFailed if there is nothing to train on, DataUnavailable,
    ModelUnavailable.
    """
    version = registry.made_by(job)
    champion = _base_of(registry, version) if version else registry.champion()
    facts = champion.facts()
    context.report(0.0, "Reading the pictures")
    dataset = data.load(base_of(facts.dataset.name), settings)
    plan = _Plan(champion, facts, dataset, _split(settings, facts, dataset), seed)
    if version:
        compared = _compare(plan, version.folder, context)
    else:
        version, compared = _finetune_and_register(settings, registry, plan, context, job, saved)
    cases = answer_cases(settings, version)
    return FineTuningResult(
        version=version.number,
        name=version.name,
        base=champion.name,
        trained_on=len(plan.pictures.train),
        excluded=len(plan.pictures.excluded),
        interpolation_weight=_lineage(version).interpolation_weight,
        before={split: one.before for split, one in compared.items()},
        after={split: one.after for split, one in compared.items()},
        fixed={split: one.fixed for split, one in compared.items()},
        broken={split: one.broken for split, one in compared.items()},
        p_values={split: one.p_value for split, one in compared.items()},
        cases=CasesPassed(len(cases.counted), cases.passed),
    )


def _base_of(registry: Registry, version: ModelVersion) -> ModelVersion:
    return registry.get(_lineage(version).base)


def _lineage(version: ModelVersion) -> FineTuningFacts:
    found = version.facts().fine_tuning
    assert found is not None, "only fine-tuned versions are asked for theirs"
    return found


@dataclass(frozen=True, eq=False)
class _Plan:
    champion: ModelVersion
    facts: ModelFacts
    dataset: Dataset
    pictures: WardrobeSplit
    seed: int

    def config(self) -> TrainConfig:
        base = TrainConfig.from_record(self.facts.config)
        return finetuning_config(base, f"{self.dataset.name}+wardrobe", self.seed)


def _split(settings: Settings, facts: ModelFacts, dataset: Dataset) -> WardrobeSplit:
    """Split the wardrobe; pictures that the champion was trained on are not used as holdout."""
    found = split_wardrobe(Wardrobe(settings).items(), dataset, Cases(settings).reserved())
    if not found.train:
        raise TrainingFailed(
            "There is nothing in the wardrobe to learn from. Put a few pictures of a class there: "
            "under each answer of Try it, say whether it is right."
        )
    holdout = tuple(one for one in found.holdout if one.id not in facts.learned_from)
    return WardrobeSplit(found.train, holdout, found.excluded)


def _finetune_and_register(
    settings: Settings,
    registry: Registry,
    plan: _Plan,
    context: Context,
    job: str,
    saved: Path | None,
) -> tuple[ModelVersion, dict[str, Comparison]]:
    context.report(READ, "Starting the training engine")
    with staging(settings) as folder:
        made = _finetune_into(folder, plan, context, saved)
        compared = _compare(plan, folder, context)
        if context.should_stop():
            raise JobStopped
        context.report(MEASURED, "Registering the new version")
        return registry.register(finished_run(folder, made, job)), compared


def _finetune_into(folder: Path, plan: _Plan, context: Context, saved: Path | None) -> ModelFacts:
    """Write model.keras, model.onnx and model.json to `folder`; return the facts."""
    config = plan.config()
    tuned = finetune(
        config,
        (plan.champion.folder / ONNX_FILE).read_bytes(),
        as_split(plan.pictures.train),
        plan.dataset,
        _Steps(context, begun=saved is not None and any(saved.iterdir())),
        context.should_stop,
        training.Checkpoints(saved) if saved else None,
    )
    if tuned.stopped:
        raise JobStopped
    context.report(TUNED, "Writing the model files")
    training.save(tuned.model, folder)
    context.report(WRITTEN, "Calibrating and testing")
    dataset = extended(plan.dataset, plan.pictures.train)
    return measure(folder, dataset, _trained(config, tuned, plan))


class _Steps:
    """Reports each step; one that was `begun` before but has to start over says why."""

    def __init__(self, context: Context, begun: bool) -> None:
        self._context, self._begun, self._reason = context, begun, ""

    def __call__(self, step: int, loss: float) -> None:
        if step == 1 and self._begun:
            self._reason = ", from the start: the champion or the pictures have changed"
        self._context.report(
            READ + (TUNED - READ) * step / STEPS,
            f"Step {step} of {STEPS}{self._reason}",
            FineTuningProgress(loss),
        )


def _trained(config: TrainConfig, tuned: FineTuned, plan: _Plan) -> Trained:
    learned_from = {one.id for one in plan.pictures.train} | plan.facts.learned_from
    return Trained(
        config=config,
        parameters=tuned.model.count_params(),
        fit_seconds=round(tuned.seconds, 2),
        history=(),
        epoch=1,
        environment=training.environment(),
        device=training.device(),
        commit=current_commit(),
        fine_tuning=FineTuningFacts(
            base=plan.champion.name,
            base_onnx_sha256=plan.facts.onnx_sha256,
            learned_from=tuple(sorted(learned_from)),
            interpolation_weight=tuned.interpolation_weight,
        ),
    )


def _compare(plan: _Plan, made: Path, context: Context) -> dict[str, Comparison]:
    """Compare champion and fine-tuned model on the holdout, validation and test."""
    context.report(WRITTEN + 0.05, "Asking both models")
    old, new = Predictor.load(plan.champion.folder), Predictor.load(made)
    splits = {
        WARDROBE: as_split(plan.pictures.holdout),
        "validation": plan.dataset.validation,
        "test": plan.dataset.test,
    }
    return {name: _on_split(split, old, new) for name, split in splits.items()}


def _on_split(split: Split, old: Predictor, new: Predictor) -> Comparison:
    before, after = _right(old, split), _right(new, split)
    fixed, broken = int((after & ~before).sum()), int((before & ~after).sum())
    figures = _figures(before, split.labels), _figures(after, split.labels)
    return Comparison(*figures, fixed, broken, mcnemar(fixed, broken))


def _right(predictor: Predictor, split: Split) -> Flags:
    if not len(split):
        return np.zeros(0, bool)
    answers = predictor.predict_many(np.asarray(split.images)).probabilities.argmax(axis=1)
    return np.asarray(answers == split.labels)


def _figures(right: Flags, labels: npt.NDArray[np.uint8]) -> SplitFigures | None:
    """Return accuracy with its interval, and the mean over labels; None without pictures."""
    if not len(right):
        return None
    share = wilson(int(right.sum()), len(right))
    per_class = {str(one): float(right[labels == one].mean()) for one in np.unique(labels)}
    return SplitFigures(
        n=len(right),
        accuracy=share.value,
        accuracy_low=share.low,
        accuracy_high=share.high,
        balanced_accuracy=float(np.mean(list(per_class.values()))),
        per_class=per_class,
    )


def _finetune(
    place: Workplace, parameters: FineTuningParameters, context: JobContext
) -> FineTuningResult:
    settings, registry = place.settings, place.registry
    return finetune_champion(
        settings, registry, parameters.seed, context, context.id, context.folder
    )


FINETUNE = JobKind(
    "teach",
    FineTuningParameters,
    FineTuningProgress,
    FineTuningResult,
    _finetune,
    TUNED,
    closing=CLOSING,
)
