"""Teach the champion with the wardrobe: a new version, measured before and after."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from core import data, training
from core.data import Dataset, Split
from core.data.user_pictures.holdout import Lessons, as_split, base_of, extended, lessons
from core.data.user_pictures.wardrobe import Wardrobe
from core.errors import TrainingFailed
from core.evaluation import wilson
from core.evaluation.paired import mcnemar
from core.jobs import Job, JobContext, JobStopped, Runner
from core.model_files import ONNX_FILE
from core.predictor import Predictor
from core.registry import ModelVersion, Registry
from core.settings import Settings
from core.training import TrainConfig
from core.training.finetuning import STEPS, FineTuned, config_of_teaching, finetune
from core.workflows.context import Context
from core.workflows.predict.cases import answer_cases
from core.workflows.train.calibrate import describe
from core.workflows.train.staging import staging
from core.workflows.train.train import contents, current_commit, finished_run

KIND = "teach"
READ, TAUGHT, WRITTEN, MEASURED = 0.02, 0.8, 0.85, 0.95  # shares of the whole
WARDROBE = "wardrobe"  # the held-back pictures, among the splits that are measured

Right = npt.NDArray[np.bool_]


def start_teaching(runner: Runner, seed: int = 0) -> Job:
    """Queue a teaching of whatever model is champion when it begins."""
    return runner.submit(KIND, "Teach the champion with the wardrobe", {"seed": seed})


def teach_job(settings: Settings, registry: Registry, context: JobContext) -> Mapping[str, Any]:
    """Do a queued teaching."""
    return teach(settings, registry, int(context.parameters["seed"]), context)


def teach(settings: Settings, registry: Registry, seed: int, context: Context) -> dict[str, Any]:
    """Fine-tune the champion's own weights, measure before and after, register a new version.

    It learns from what is in the wardrobe and not held back. Returns the version's number and name,
    and for the held-back pictures, the validation and the test split the figures of both models and
    how many pictures each alone had right; `share` is how much of the new weights was taken over,
    `reserved` how many items are pictures of the dataset itself and were left out. The champion
    stays champion. Raises JobStopped, TrainingFailed where there is nothing to learn from,
    DataUnavailable, ModelUnavailable.
    """
    champion = registry.champion()
    facts = champion.facts()
    context.report(0.0, "Reading the pictures", {})
    dataset = data.load(base_of(facts["dataset"]["name"]), settings)
    plan = _Plan(champion, facts, dataset, _lessons(settings, facts, dataset), seed)
    context.report(READ, "Starting the training engine", {})
    with staging(settings) as folder:
        taught, whole = _teach_into(folder, plan, context)
        context.report(WRITTEN + 0.05, "Asking both models", {})
        result = _compare(plan, Predictor.load(champion.folder), Predictor.load(folder))
        if context.should_stop():
            raise JobStopped
        context.report(MEASURED, "Registering the new version", {})
        version = registry.register(finished_run(folder, whole))
    told = {"version": version.number, "name": version.name, "base": champion.name}
    lesson = {
        "taught": len(plan.lessons.learnt),
        "reserved": len(plan.lessons.reserved),
        "share": taught.share,
    }
    return told | lesson | result | {"cases": answer_cases(settings, version).as_line()}


@dataclass(frozen=True, eq=False)
class _Plan:
    champion: ModelVersion
    facts: Mapping[str, Any]
    dataset: Dataset
    lessons: Lessons
    seed: int

    def config(self) -> TrainConfig:
        base = TrainConfig.from_dict(self.facts["config"])
        return config_of_teaching(base, f"{self.dataset.name}+wardrobe", self.seed)


def _lessons(settings: Settings, facts: Mapping[str, Any], dataset: Dataset) -> Lessons:
    """Divide the wardrobe; what the champion learned from cannot measure it, whatever its side."""
    found = lessons(Wardrobe(settings).items(), dataset)
    if not found.learnt:
        raise TrainingFailed(
            "There is nothing in the wardrobe to learn from. Put a few pictures of a class there: "
            "under each answer of Try it, say whether it is right."
        )
    known = set(facts.get("wardrobe", {}).get("learnt", ()))
    held_back = tuple(one for one in found.held_back if one.id not in known)
    return Lessons(found.learnt, held_back, found.reserved)


def _teach_into(folder: Path, plan: _Plan, context: Context) -> tuple[FineTuned, dict[str, Any]]:
    """Leave model.keras, model.onnx and model.json in `folder`; return what was done, the facts."""
    config = plan.config()
    taught = finetune(
        config,
        (plan.champion.folder / ONNX_FILE).read_bytes(),
        as_split(plan.lessons.learnt),
        plan.dataset,
        lambda step, loss: context.report(
            READ + (TAUGHT - READ) * step / STEPS, f"Step {step} of {STEPS}", {"loss": loss}
        ),
        context.should_stop,
    )
    if taught.stopped:
        raise JobStopped
    context.report(TAUGHT, "Writing the model files", {})
    training.save(taught.model, folder)
    context.report(WRITTEN, "Calibrating and testing", {})
    dataset = extended(plan.dataset, plan.lessons.learnt)
    return taught, describe(folder, dataset, _facts(config, taught, dataset, plan))


def _facts(config: TrainConfig, taught: FineTuned, dataset: Dataset, plan: _Plan) -> dict[str, Any]:
    return {
        "recipe": config.recipe,
        "config": config.as_dict(),
        "parameters": taught.model.count_params(),
        "fit_seconds": round(taught.seconds, 2),
        "history": [],
        "epoch": 1,
        "dataset": contents(dataset),
        "wardrobe": {
            "base": plan.champion.name,
            "base_onnx_sha256": plan.facts.get("onnx_sha256", ""),
            "learnt": sorted(_ever_learnt(plan)),
            "share": taught.share,
        },
        "environment": training.environment(),
        "device": training.device(),
        "commit": current_commit(),
    }


def _ever_learnt(plan: _Plan) -> set[str]:
    """Return the ids of all that the new weights come from, by this teaching or an earlier one."""
    earlier = plan.facts.get("wardrobe", {}).get("learnt", ())
    return {one.id for one in plan.lessons.learnt} | set(earlier)


def _compare(plan: _Plan, old: Predictor, new: Predictor) -> dict[str, Any]:
    """Ask both models all that is measured on."""
    measured = {
        WARDROBE: as_split(plan.lessons.held_back),
        "validation": plan.dataset.validation,
        "test": plan.dataset.test,
    }
    names = ("before", "after", "won", "lost", "chance")
    result: dict[str, dict[str, Any]] = {name: {} for name in names}
    for name, split in measured.items():
        before, after = _right(old, split), _right(new, split)
        result["before"][name] = _figures(before, split.labels)
        result["after"][name] = _figures(after, split.labels)
        won, lost = int((after & ~before).sum()), int((before & ~after).sum())
        result["won"][name], result["lost"][name] = won, lost
        result["chance"][name] = mcnemar(won, lost)
    return result


def _right(predictor: Predictor, split: Split) -> Right:
    if not len(split):
        return np.zeros(0, bool)
    answers = predictor.batch(np.asarray(split.images)).probabilities.argmax(axis=1)
    return np.asarray(answers == split.labels)


def _figures(right: Right, labels: npt.NDArray[np.uint8]) -> dict[str, Any] | None:
    """Return accuracy with its interval, and the mean over labels; None where nothing counts."""
    if not len(right):
        return None
    share = wilson(int(right.sum()), len(right))
    per_class = {int(one): float(right[labels == one].mean()) for one in np.unique(labels)}
    return {
        "n": len(right),
        "accuracy": share.value,
        "accuracy_low": share.low,
        "accuracy_high": share.high,
        "balanced_accuracy": float(np.mean(list(per_class.values()))),
        "per_class": {str(one): value for one, value in per_class.items()},
    }
