"""Do a past training again from its record, and say what is not as it was then."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from core import training
from core.errors import ModelUnavailable, UnknownRecipe
from core.registry import ModelVersion, Registry
from core.training import TrainConfig
from core.workflows.train.runs import config_of
from core.workflows.train.train import current_commit


@dataclass(frozen=True)
class PastTraining:
    """A training as its record tells it; `facts` is its model.json, empty where that is gone."""

    name: str
    config: TrainConfig
    facts: Mapping[str, Any] = field(default_factory=dict)

    def differences(self) -> tuple[str, ...]:
        """Say in words what of code, versions and machine differs now; imports Keras."""
        now = training.environment() | {"device": training.device(), "commit": current_commit()}
        then = dict(self.facts.get("environment", {})) | {
            name: self.facts[name] for name in ("device", "commit") if name in self.facts
        }
        if not then:
            return (f"The record of {self.name} does not say what it was made with.",)
        return tuple(
            f"{name}: {then.get(name, 'nothing recorded')} then, {now.get(name, 'none')} now"
            for name in dict.fromkeys([*then, *now])
            if then.get(name) != now.get(name)
        )

    def compare(self, made: ModelVersion) -> tuple[bool, str]:
        """Tell whether a version made since has the very same weights and, in words, why if not."""
        facts = made.facts()
        if not self.facts:
            return False, f"The files of {self.name} are gone: nothing to compare weights with."
        if facts["onnx_sha256"] == self.facts["onnx_sha256"]:
            return True, f"{made.name} has the very same weights as {self.name}."
        reasons = [
            reason
            for reason, holds in (
                ("the pictures are others", not _same_pictures(facts, self.facts)),
                ("the settings are others", facts["config"] != self.config.as_dict()),
                ("it was not made to repeat bit for bit", not self.config.deterministic),
            )
            if holds
        ]
        because = f": {', '.join(reasons)}" if reasons else ""
        return False, f"{made.name} has other weights than {self.name}{because}."


def past_training(registry: Registry, reference: str) -> PastTraining:
    """Find a training by version ("v3", "champion") or by the id of its run in MLflow.

    Raises ModelUnavailable where there is none such, UnknownRecipe where its record holds
    something that this program does not know.
    """
    version = _version(registry, reference)
    try:
        facts = version.facts() if version else {}
    except ModelUnavailable:
        facts = {}
    if version and "config" in facts:
        return PastTraining(version.name, _config(version.name, facts["config"]), facts)
    run = registry.runs.get(reference)
    return PastTraining(run.label, config_of(run))


def changed(past: PastTraining, **changes: Any) -> TrainConfig:
    """Return the past configuration with some fields changed. Raises UnknownRecipe."""
    return replace(past.config, **changes)


def _version(registry: Registry, reference: str) -> ModelVersion | None:
    """Find the version by its own names, or as what a run has made."""
    try:
        return registry.get(reference)
    except ModelUnavailable:
        run = registry.runs.get(reference)
    return next((v for v in registry.versions(also_deleted=True) if v.run_id == run.id), None)


def _config(name: str, values: Mapping[str, Any]) -> TrainConfig:
    try:
        return TrainConfig.from_dict(values)
    except UnknownRecipe as error:
        raise UnknownRecipe(
            f"{name} cannot be repeated: its record is of another version of this program. {error}"
        ) from error


def _same_pictures(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return bool(one["dataset"]["hash"] == other["dataset"]["hash"])
