"""Prepare a home: the setup of a first start, and the recovery after a crash."""

import logging
import time
from dataclasses import dataclass

from core.errors import HomeUnusable, ModelUnavailable
from core.jobs import JobStore
from core.model_files import require_intact
from core.registry import ModelVersion, Registry
from core.settings import Settings
from core.text import percent
from core.workflows.train.finished import finished_run
from core.workflows.train.staging import remove_abandoned


@dataclass(frozen=True)
class HomeReport:
    """What was done: plain sentences, empty if nothing was needed."""

    sentences: tuple[str, ...]


def prepare_home(settings: Settings, registry: Registry) -> HomeReport:
    """Register the shipped champion if it is new, and recover what a killed process left.

    Quick when there is nothing to do: MLflow is imported only for a change. Of two concurrent
    starts, the second waits and finds it done.
    """
    with registry.changing():
        done = [
            *_interrupted(settings),
            _remove_abandoned(settings),
            _recover(registry),
            _complete(registry),
            _register_shipped(settings, registry),
        ]
        _back_up(registry)
    return HomeReport(tuple(sentence for sentence in done if sentence))


def _interrupted(settings: Settings) -> list[str]:
    jobs = JobStore(settings.jobs).recover(time.time())
    return [
        f"“{job.title}” was interrupted at {percent(job.fraction, 0)}: {job.error}" for job in jobs
    ]


def _remove_abandoned(settings: Settings) -> str:
    left = remove_abandoned(settings)
    return f"Removed the unfinished files of {left} interrupted training(s)." if left else ""


def _recover(registry: Registry) -> str:
    closed = registry.recover()
    return f"Closed {closed} run(s) that a killed process had left open." if closed else ""


def _complete(registry: Registry) -> str:
    names = ", ".join(registry.complete())
    return f"Registered {names}: it was finished when its process was killed." if names else ""


def _register_shipped(settings: Settings, registry: Registry) -> str:
    shipped = registry.shipped()
    try:
        require_intact(shipped.folder)
    except ModelUnavailable as error:  # training and registered models still work
        return str(error)
    facts = shipped.facts()
    known = registry.versions(also_deleted=True)  # once deleted, it stays deleted
    if any(_holds(version, facts.onnx_sha256) for version in known):
        return ""
    version = registry.register(finished_run(shipped.folder, facts))
    alias = "champion" if version.is_champion else "challenger"
    return f"Registered the shipped model as {version.name}, {alias}."


def _holds(version: ModelVersion, onnx_hash: str) -> bool:
    try:
        return bool(version.facts().onnx_sha256 == onnx_hash)
    except ModelUnavailable:  # missing files are reported elsewhere
        return False


def _back_up(registry: Registry) -> None:
    """Back up the registry; a failure is logged and does not prevent the start."""
    try:
        registry.back_up()
    except HomeUnusable as error:
        logging.getLogger(__name__).warning("No copy of the registry was kept: %s", error)
