"""Which benchmarks there are: one file each, with `measure() -> dict` and a TARGET.

What a benchmark measures is the first line of its file.
"""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

NAMES = (
    "first_paint",
    "predict_one",
    "drawing_to_bars",
    "photo_to_answer",
    "mend_to_bars",
    "quick_to_90",
    "quick_click_to_model",
    "standard",
    "best",
    "hog_svm",
    "training_overhead",
    "kills",
    "first_starts",
    "promotion_kills",
    "stop_click",
    "throughput",
    "page_change_while_training",
    "photos",
    "fuzz",
    "shop_pictures",
    "doubts",
    "teaching",
    "ten_more",
)


@dataclass(frozen=True)
class Benchmark:
    """`what` and `target` are for a person; `measure` takes seconds to minutes."""

    name: str
    what: str
    target: str
    measure: Callable[[], dict[str, Any]]


def benchmark(name: str) -> Benchmark:
    module = import_module(f"benchmarks.{name}")
    what = (module.__doc__ or name).splitlines()[0]
    return Benchmark(name, what, in_words(module.TARGET), module.measure)


def in_words(target: str | float) -> str:
    """A bare number is the largest ratio that still meets the target."""
    return target if isinstance(target, str) else f"ratio ≤ {target:g}"
