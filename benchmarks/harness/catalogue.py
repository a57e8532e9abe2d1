"""Which benchmarks there are: one file each, with `measure() -> dict` and a TARGET.

Their folders say what they are about; what one measures is the first line of its file.
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
        "training_overhead",
        "stop_click",
        "throughput",
        "page_change_while_training",
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
    ),
    "robustness": ("kills", "first_starts", "promotion_kills", "fuzz"),
}
NAMES = tuple(name for names in FOLDERS.values() for name in names)


@dataclass(frozen=True)
class Benchmark:
    """`what` and `target` are for a person; `measure` takes seconds to minutes."""

    name: str
    what: str
    target: str
    measure: Callable[[], dict[str, Any]]


def benchmark(name: str) -> Benchmark:
    folder = next(folder for folder, names in FOLDERS.items() if name in names)
    module = import_module(f"benchmarks.{folder}.{name}")
    what = (module.__doc__ or name).splitlines()[0]
    return Benchmark(name, what, in_words(module.TARGET), module.measure)


def in_words(target: str | float) -> str:
    """A bare number is the largest ratio that still meets the target."""
    return target if isinstance(target, str) else f"ratio ≤ {target:g}"
