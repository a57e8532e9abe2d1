"""List the benchmarks: one file each, with `measure() -> dict` and a TARGET in words.

Folders group them by topic; the first docstring line of a file says what it measures.
"""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

FOLDERS: dict[str, tuple[str, ...]] = {
    "speed": (
        "first_paint",
        "predict_one",
        "drawing_to_bars",
        "photo_to_answer",
        "refine_to_bars",
        "quick_click_to_model",
        "all_round_click_to_model",
        "training_overhead",
        "stop_click",
        "time_left",
        "throughput",
        "page_change_while_training",
        "many_people",
        "explain_time",
    ),
    "accuracy": (
        "quick_to_90",
        "standard",
        "best",
        "hog_svm",
        "photos",
        "catalogue_pictures",
        "ood_detection",
        "finetuning",
        "forgetting",
        "deletion_auc",
    ),
    "data": (
        "near_duplicates",
        "label_errors",
        "audit_time",
        "map_of_all",
        "explore_first_sixty",
        "explore_memory",
        "publish_version",
        "publish_kills",
    ),
    "evaluation": (
        "evaluation_time",
        "confusion_click",
        "interval_coverage",
    ),
    "robustness": (
        "kills",
        "first_starts",
        "promotion_kills",
        "registration_kills",
        "open_descriptors",
        "fuzz",
        "planted_faults",
        "damaged_files",
        "markup",
        "cold_finetunings",
    ),
}
NAMES = tuple(name for names in FOLDERS.values() for name in names)


@dataclass(frozen=True)
class Benchmark:
    """A benchmark; `what` and `target` are for display, `measure` takes seconds to hours."""

    name: str
    what: str
    target: str
    measure: Callable[[], dict[str, Any]]


def benchmark(name: str) -> Benchmark:
    folder = next(folder for folder, names in FOLDERS.items() if name in names)
    module = import_module(f"benchmarks.{folder}.{name}")
    what = (module.__doc__ or name).splitlines()[0]
    return Benchmark(name, what, module.TARGET, module.measure)
