"""One training by a recipe, timed from data ready, and what it gives on the test split."""

import time
from dataclasses import dataclass

from core import training
from core.data import Dataset


@dataclass(frozen=True)
class RecipeRun:
    seconds: float
    processor_seconds: float
    test_accuracy: float
    validation_accuracy: float  # of the last epoch
    parameters: int


def run_recipe(recipe: str, seed: int, dataset: Dataset) -> RecipeRun:
    """Fit the recipe with one seed; only fit is timed."""
    began, processor = time.perf_counter(), time.process_time()
    result = training.fit(training.config_for(recipe, seed=seed), dataset)
    seconds, processor = time.perf_counter() - began, time.process_time() - processor
    guesses = result.model.predict(dataset.test.images, batch_size=1000, verbose=0).argmax(axis=1)
    return RecipeRun(
        seconds=seconds,
        processor_seconds=processor,
        test_accuracy=float((guesses == dataset.test.labels).mean()),
        validation_accuracy=result.history[-1].validation_accuracy,
        parameters=result.parameters,
    )


def mean(values: list[float]) -> float:
    return sum(values) / len(values)
