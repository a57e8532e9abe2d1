"""Train with a recipe: time from loaded data, and test accuracy."""

import time
from dataclasses import dataclass
from typing import Any

from core import training
from core.data import Dataset, Split


@dataclass(frozen=True)
class RecipeRun:
    seconds: float
    processor_seconds: float
    test_accuracy: float
    validation_accuracy: float  # of the returned model
    parameters: int


def run_recipe(recipe: str, seed: int, dataset: Dataset) -> RecipeRun:
    """Fit the recipe with one seed; only the fit is timed."""
    began, processor = time.perf_counter(), time.process_time()
    result = training.fit(training.config_for(recipe, seed=seed), dataset)
    seconds, processor = time.perf_counter() - began, time.process_time() - processor
    return RecipeRun(
        seconds=seconds,
        processor_seconds=processor,
        test_accuracy=accuracy(result.model, dataset.test),
        validation_accuracy=accuracy(result.model, dataset.validation),
        parameters=result.parameters,
    )


def accuracy(model: Any, split: Split) -> float:
    predicted = model.predict(split.images, batch_size=500, verbose=0).argmax(axis=1)
    return float((predicted == split.labels).mean())


def mean(values: list[float]) -> float:
    return sum(values) / len(values)
