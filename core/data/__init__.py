"""The datasets: fetched, verified, split, and loaded as arrays."""

from core.data.checks.files import CheckReport, check
from core.data.classes import CLASS_NAMES, FAMILIES
from core.data.dataset import Dataset, Split
from core.data.fashion_mnist.fetch import FetchProgress, FetchReport, Sources, fetch
from core.data.versions.catalogue import (
    DATASETS,
    TITLES,
    datasets,
    load,
    load_test,
    title_of,
    version_number,
)

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
    "datasets",
    "fetch",
    "load",
    "load_test",
    "title_of",
    "version_number",
]
