"""Runs, versions and aliases of the model. The only package that imports MLflow."""

from core.registry.registry import Registry
from core.registry.run import EpochFigures, Run, clean_tags
from core.registry.runs import Runs
from core.registry.store import FinishedRun
from core.registry.version import CHALLENGER, CHAMPION, SHIPPED, Change, ModelVersion

__all__ = [
    "CHALLENGER",
    "CHAMPION",
    "SHIPPED",
    "Change",
    "EpochFigures",
    "FinishedRun",
    "ModelVersion",
    "Registry",
    "Run",
    "Runs",
    "clean_tags",
]
