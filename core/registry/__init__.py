"""Runs, versions and aliases of the model. The only room that imports MLflow."""

from core.registry.registry import Registry
from core.registry.store import FinishedRun
from core.registry.version import CHALLENGER, CHAMPION, Change, ModelVersion

__all__ = ["CHALLENGER", "CHAMPION", "Change", "FinishedRun", "ModelVersion", "Registry"]
