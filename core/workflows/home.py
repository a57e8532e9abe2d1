"""Make a home ready: what a first start needs, and what a start after a crash has to mend."""

import time
from dataclasses import dataclass

from core.cards import require_whole
from core.errors import ModelUnavailable
from core.jobs import JobStore
from core.registry import ModelVersion, Registry
from core.settings import Settings
from core.workflows.staging import sweep
from core.workflows.train import finished_run


@dataclass(frozen=True)
class HomeReport:
    """What was done: plain sentences, empty where all was ready."""

    sentences: tuple[str, ...]


def prepare_home(settings: Settings, registry: Registry) -> HomeReport:
    """Register the shipped champion where it is new and mend what a killed process left.

    Quick when there is nothing to do: MLflow is imported only for a change.
    """
    done = [
        *_interrupted(settings),
        _sweep(settings),
        _mend(registry),
        _welcome_shipped(settings, registry),
    ]
    return HomeReport(tuple(sentence for sentence in done if sentence))


def _interrupted(settings: Settings) -> list[str]:
    jobs = JobStore(settings.jobs).mend(time.time())
    return [f"“{job.title}” was interrupted at {job.fraction:.0%}: {job.error}" for job in jobs]


def _sweep(settings: Settings) -> str:
    left = sweep(settings)
    return f"Removed the unfinished files of {left} interrupted training(s)." if left else ""


def _mend(registry: Registry) -> str:
    closed = registry.mend()
    return f"Closed {closed} run(s) that a killed process had left open." if closed else ""


def _welcome_shipped(settings: Settings, registry: Registry) -> str:
    shipped = registry.shipped()
    try:
        require_whole(shipped.folder)
    except ModelUnavailable as error:  # training still works, and what was registered answers
        return str(error)
    facts = shipped.facts()
    known = registry.versions(also_deleted=True)  # whoever deleted it does not want it again
    if any(_holds(version, facts["onnx_sha256"]) for version in known):
        return ""
    version = registry.register(finished_run(shipped.folder, facts))
    title = "champion" if version.is_champion else "challenger"
    return f"Registered the shipped model as {version.name}, {title}."


def _holds(version: ModelVersion, onnx_hash: str) -> bool:
    try:
        return bool(version.facts().get("onnx_sha256") == onnx_hash)
    except ModelUnavailable:  # a version whose files are gone is another page's news
        return False
