"""The datasets: fetched, verified, split, and handed out as arrays."""

from core.data.checks import CheckReport, check
from core.data.classes import CLASS_NAMES, FAMILIES
from core.data.dataset import Dataset, Split
from core.data.source import FetchProgress, FetchReport, Sources, fetch
from core.data.versions import DATASETS, TITLES, load, load_test

__all__ = [
    "CLASS_NAMES",
    "DATASETS",
    "FAMILIES",
    "TITLES",
    "CheckReport",
    "Dataset",
    "FetchProgress",
    "FetchReport",
    "Sources",
    "Split",
    "check",
    "fetch",
    "load",
    "load_test",
]
