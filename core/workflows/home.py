"""Make a home ready: what a first start needs, and what a start after a crash has to mend."""

import logging
import sqlite3
import time
from dataclasses import dataclass

from core.errors import ModelUnavailable
from core.jobs import JobStore
from core.model_files import require_whole
from core.registry import ModelVersion, Registry
from core.settings import Settings
from core.workflows.train.staging import sweep
from core.workflows.train.train import finished_run


@dataclass(frozen=True)
class HomeReport:
    """What was done: plain sentences, empty where all was ready."""

    sentences: tuple[str, ...]


def prepare_home(settings: Settings, registry: Registry) -> HomeReport:
    """Register the shipped champion where it is new and mend what a killed process left.

    Quick when there is nothing to do: MLflow is imported only for a change. Two starts at once do
    it one after the other, and the second finds it done.
    """
    with registry.changing():
        done = [
            *_interrupted(settings),
            _sweep(settings),
            _mend(registry),
            _welcome_shipped(settings, registry),
        ]
        _back_up(registry)
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


def _back_up(registry: Registry) -> None:
    """Keep a copy of the registry; a start does not fail for want of room for it."""
    try:
        registry.back_up()
    except (OSError, sqlite3.Error) as error:
        logging.getLogger(__name__).warning("No copy of the registry was kept: %s", error)
