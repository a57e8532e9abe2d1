"""RISE and the surrogate for one picture, median; baseline: LIME's defaults on `model.predict`."""

import time
from collections.abc import Callable
from typing import Any

import numpy as np

from benchmarks.harness.figure import Figure, p50
from core import data, training
from core.explanation import Question, explain
from core.explanation.question import Score
from core.explanation.sampled import MASKS, sampled
from core.explanation.trust.judge import judge
from core.input_kind import InputKind
from core.model_files import read_facts
from core.predictor import Predictor
from core.settings import Settings
from core.workflows.explain.ask import predict_with

MAX_SECONDS = 0.4
TARGET = f"≤ {MAX_SECONDS} s"
PICTURES, BASELINE_PICTURES = 30, 3


def measure() -> dict[str, Any]:
    """Time single test pictures; also all three maps with their lines of trust."""
    settings = Settings.from_environment()
    predictor = Predictor.load(settings.shipped_champion)
    predict = predict_with(predictor, InputKind.PIXELS)
    images = np.asarray(data.load_test("v1", settings).images[: PICTURES + 1])
    questions = [Question(int(row.argmax())) for row in predict(images)]

    def both(number: int) -> None:
        score: Score = questions[number].asked_of(predict)
        sampled(images[number], score, seed=0)

    def whole(number: int) -> None:
        judge(explain(images[number], predict, questions[number]), predict)

    lime, superpixels = lime_defaults(images, str(read_facts(settings.shipped_champion).network))
    both(PICTURES)
    baseline = seconds(lime, BASELINE_PICTURES)
    value, with_trust = seconds(both, PICTURES), seconds(whole, PICTURES)
    return Figure(
        benchmark="explain_time",
        value=p50(value),
        unit="s",
        baseline=p50(baseline),
        ratio=p50(baseline) / p50(value),
        target=TARGET,
        met=p50(value) <= MAX_SECONDS,
        data=f"the shipped champion; {PICTURES} test pictures, {MASKS} masks, 7×7 cells",
        extra={"all_maps_with_trust": p50(with_trust), "lime_superpixels": superpixels},
    ).as_line()


def lime_defaults(images: np.ndarray, network: str) -> tuple[Callable[[int], None], list[int]]:
    """Return LIME as its documentation calls it, and a list that it adds its superpixels to."""
    from lime.lime_image import LimeImageExplainer  # type: ignore[import-untyped]

    # No Keras file is shipped; the network's speed does not depend on its weights.
    model = training.build(network)
    explainer = LimeImageExplainer(random_state=0)
    superpixels: list[int] = []

    def probabilities(rgb: np.ndarray) -> np.ndarray:
        return np.asarray(model.predict(np.asarray(rgb)[..., 0].astype(np.uint8), verbose=0))

    def explain_it(number: int) -> None:
        found = explainer.explain_instance(
            images[number], probabilities, num_samples=1000, random_seed=0
        )
        superpixels.append(len(np.unique(found.segments)))

    return explain_it, superpixels


def seconds(call: Callable[[int], None], times: int) -> list[float]:
    taken = []
    for number in range(times):
        began = time.perf_counter()
        call(number)
        taken.append(time.perf_counter() - began)
    return taken
