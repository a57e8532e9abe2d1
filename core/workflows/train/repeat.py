"""Repeat a past training from its record, and report what has changed since."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from core import training
from core.errors import ModelUnavailable, UnknownRecipe
from core.model_facts import ModelFacts
from core.registry import ModelVersion, Registry
from core.training import TrainConfig
from core.workflows.train.commit import current_commit
from core.workflows.train.runs import config_of


@dataclass(frozen=True)
class PastTraining:
    """A training as recorded; `facts` is its model.json, None if that is gone."""

    name: str
    config: TrainConfig
    facts: ModelFacts | None = None

    def differences(self) -> tuple[str, ...]:
        """Describe how code, versions and machine differ now; imports Keras."""
        if self.facts is None:
            return (f"The record of {self.name} does not say what it was made with.",)
        now = training.environment() | {"device": training.device(), "commit": current_commit()}
        facts = self.facts
        then = {**facts.environment, "device": facts.device, "commit": facts.commit}
        return tuple(
            f"{name}: {then.get(name, 'nothing recorded')} then, {now.get(name, 'none')} now"
            for name in dict.fromkeys([*then, *now])
            if then.get(name) != now.get(name)
        )

    def compare(self, made: ModelVersion) -> tuple[bool, str]:
        """Return whether a newer version has the same weights, and a sentence that says why not."""
        facts = made.facts()
        if self.facts is None:
            return False, f"The files of {self.name} are gone: nothing to compare weights with."
        if facts.onnx_sha256 == self.facts.onnx_sha256:
            return True, f"{made.name} has exactly the same weights as {self.name}."
        reasons = [
            reason
            for reason, holds in (
                ("the pictures differ", facts.dataset.hash != self.facts.dataset.hash),
                ("the settings differ", dict(facts.config) != self.config.as_record()),
                ("training was not deterministic", not self.config.deterministic),
            )
            if holds
        ]
        because = f": {', '.join(reasons)}" if reasons else ""
        return False, f"{made.name} has different weights from {self.name}{because}."


def past_training(registry: Registry, reference: str) -> PastTraining:
    """Find a training by version ("v3", "champion") or by the id of its run in MLflow.

    Raises ModelUnavailable if there is none, UnknownRecipe if its record holds something that this
    program does not know.
    """
    version = _version(registry, reference)
    try:
        facts = version.facts() if version else None
    except ModelUnavailable:
        facts = None
    if version and facts:
        return PastTraining(version.name, _config(version.name, facts.config), facts)
    run = registry.runs.get(reference)
    return PastTraining(run.label, config_of(run))


def changed(past: PastTraining, **changes: Any) -> TrainConfig:
    """Return the past config with some fields changed. Raises UnknownRecipe."""
    return replace(past.config, **changes)


def _version(registry: Registry, reference: str) -> ModelVersion | None:
    """Find a version by its own names, or by the run that made it."""
    try:
        return registry.get(reference)
    except ModelUnavailable:
        run = registry.runs.get(reference)
    return next((v for v in registry.versions(also_deleted=True) if v.run_id == run.id), None)


def _config(name: str, values: Mapping[str, Any]) -> TrainConfig:
    try:
        return TrainConfig.from_record(values)
    except UnknownRecipe as error:
        raise UnknownRecipe(
            f"{name} cannot be repeated: its record is from another version of this program. "
            f"{error}"
        ) from error
