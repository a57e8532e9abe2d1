"""Warm start: a training that begins with the weights of an earlier version."""

from dataclasses import dataclass, replace

from core.errors import UnknownRecipe
from core.model_facts import ModelFacts, WarmStartFacts
from core.model_files import ONNX_FILE, require_intact
from core.registry import Registry
from core.training import TrainConfig


@dataclass(frozen=True)
class WarmStart:
    """The network that a training starts from: its ONNX file, and what the facts say of it."""

    graph: bytes
    facts: WarmStartFacts


def with_warm_start(config: TrainConfig, registry: Registry) -> TrainConfig:
    """Return the config with the version by its own name instead of an alias, which may move.

    Raises ModelUnavailable if there is no such version, UnknownRecipe if its network is another.
    """
    if not config.warm_start:
        return config
    version = registry.get(config.warm_start)
    if problem := mismatch(config, version.name, version.facts()):
        raise UnknownRecipe(problem)
    return replace(config, warm_start=version.name)


def mismatch(config: TrainConfig, version: str, facts: ModelFacts) -> str:
    """Return why a training cannot start from a version, as a sentence; "" if it can."""
    if config.network == "hog_svm":
        return "A support vector machine is not trained in steps: it has no weights to start from."
    if facts.network == config.network:
        return ""
    return (
        f"{version} has the network “{facts.network}”, and this training “{config.network}”: its "
        "weights do not fit. Choose a version with the same network, or random weights."
    )


def warm_start_for(config: TrainConfig, registry: Registry) -> WarmStart | None:
    """Read the weights that a training starts from; None for random ones.

    Raises as `with_warm_start` does, and ModelUnavailable for damaged files.
    """
    if not config.warm_start:
        return None
    with_warm_start(config, registry)
    version = registry.get(config.warm_start)
    require_intact(version.folder)
    facts = version.facts()
    learned_from = tuple(sorted(facts.learned_from))
    return WarmStart(
        (version.folder / ONNX_FILE).read_bytes(),
        WarmStartFacts(version.name, facts.onnx_sha256, learned_from),
    )
