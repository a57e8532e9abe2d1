"""One prediction from 28×28, median; baseline: `model.predict` of the same network."""

import time
from collections.abc import Callable
from typing import Any

from benchmarks.harness.figure import Figure, p50
from core import data, training
from core.model_files import read_facts
from core.pictures import prepare_pixels
from core.predictor import Predictor
from core.settings import Settings

MIN_FASTER, MAX_MS = 200, 0.2
TARGET = f"≥ {MIN_FASTER} times faster and ≤ {MAX_MS} ms"
ROUNDS, CALLS, BASELINE_CALLS = 6, 500, 25  # calls are those of one round


def measure() -> dict[str, Any]:
    """Time single test pictures, in turns with the baseline; `ratio` is the speedup."""
    settings = Settings.from_environment()
    images = data.load_test("v1", settings).images
    pictures = [prepare_pixels(image) for image in images[:CALLS]]
    predictor = Predictor.load(settings.shipped_champion)
    # No Keras file is shipped; the network's speed does not depend on its weights.
    keras_model = training.build(str(read_facts(settings.shipped_champion).network))

    def ours(number: int) -> None:
        predictor.predict(pictures[number])

    def plain(number: int) -> None:
        keras_model.predict(images[number : number + 1], verbose=0)

    milliseconds(plain, 3)  # the first call traces the graph
    milliseconds(ours, 3)
    value: list[float] = []
    baseline: list[float] = []
    for _ in range(ROUNDS):
        baseline += milliseconds(plain, BASELINE_CALLS)
        value += milliseconds(ours, CALLS)
    return figure(value, baseline).as_line()


def milliseconds(call: Callable[[int], None], times: int) -> list[float]:
    """Time `call(0)`, `call(1)`, … one by one."""
    taken = []
    for number in range(times):
        began = time.perf_counter()
        call(number)
        taken.append((time.perf_counter() - began) * 1000)
    return taken


def figure(value: list[float], baseline: list[float]) -> Figure:
    faster = p50(baseline) / p50(value)
    return Figure(
        benchmark="predict_one",
        value=p50(value),
        unit="ms",
        baseline=p50(baseline),
        ratio=faster,
        target=TARGET,
        met=faster >= MIN_FASTER and p50(value) <= MAX_MS,
        data=f"the shipped champion; {len(value)} calls, baseline {len(baseline)}, v1 test split",
    )
