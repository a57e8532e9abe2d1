"""Share of pictures on which a map beats decoys at deletion; baseline: a map of chance."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.harness.figure import Figure
from core import data
from core.explanation import Explanation, Question, explain
from core.explanation.masks import smooth_maps
from core.explanation.trust.decoys import edge_map
from core.explanation.trust.judge import Areas, areas_beside_decoys
from core.explanation.trust.verdict import Level, Measured, verdict
from core.input_kind import InputKind
from core.predictor import Predictor
from core.settings import Settings
from core.workflows.explain.ask import predict_with

MIN_SHARE, METHODS = 0.95, 3
TARGET = f"≥ {MIN_SHARE:.0%} of the pictures, for {METHODS} methods"
PICTURES = 500
SEED = 10**6  # of the planted maps: another than those of the tests
PLANTED = ("chance", "speckles", "blurred copy", "other edges", "another picture’s map")


def measure() -> dict[str, Any]:
    """Test the maps of 500 test pictures, and maps that explain nothing, in the same way."""
    settings = Settings.from_environment()
    predictor = Predictor.load(settings.shipped_champion)
    predict = predict_with(predictor, InputKind.PIXELS)
    images = np.asarray(data.load_test("v1", settings).images[:PICTURES])
    rows: list[list[tuple[float, Areas]]] = []
    names: tuple[str, ...] = ()
    before: Explanation | None = None
    for number, picture in enumerate(images):
        question = Question(int(predict(picture[None])[0].argmax()))
        found = explain(picture, predict, question)
        maps = [*found.maps.values(), *planted(found, before or found, SEED + number)]
        score = question.asked_of(predict)
        areas = areas_beside_decoys(picture, maps, score, found.seed)
        rows.append([(found.score, one) for one in areas])
        names, before = (*map(str, found.maps), *PLANTED), found
    return figure(names, rows).as_line()


def planted(found: Explanation, other: Explanation, seed: int) -> list[NDArray[np.float32]]:
    """Return maps that explain nothing, and are none of the decoys themselves."""
    copy = found.picture.astype(np.float32)
    speckles = np.random.default_rng(seed).random(copy.shape, np.float32)
    elsewhere = next(iter(other.maps.values()))
    return [smooth_maps(1, seed)[0], speckles, blurred(copy), edge_map(blurred(copy)), elsewhere]


def blurred(picture: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the mean of a picture (28, 28) over 3×3 pixels."""
    padded = np.pad(picture, 1, mode="edge")
    windows = np.lib.stride_tricks.sliding_window_view(padded, (3, 3))
    return np.asarray(windows.mean(axis=(2, 3)), np.float32)


def figure(names: Sequence[str], rows: Sequence[Sequence[tuple[float, Areas]]]) -> Figure:
    """Return the smallest share of the methods, that of chance, and all shares by name."""
    better, passed = {}, {}
    for name, column in zip(names, zip(*rows, strict=True), strict=True):
        better[name] = float(np.mean([beats(one) for _, one in column]))
        passed[name] = float(np.mean([not_failed(score, one) for score, one in column]))
    methods = [better[name] for name in names if name not in PLANTED]
    return Figure(
        benchmark="deletion_auc",
        value=min(methods),
        unit="share",
        baseline=better["chance"],
        ratio=min(methods) / max(better["chance"], 1e-9),
        target=TARGET,
        met=sum(share >= MIN_SHARE for share in methods) >= METHODS,
        data=f"the shipped champion; {len(rows)} pictures of the v1 test split",
        extra={
            "better_than_a_random_map_edges_and_copy": better,
            "passes_the_tests_of_the_page": passed,
        },
    )


def beats(areas: Areas) -> bool:
    """Return whether a map is better than one random map, the edges and a copy."""
    return areas.own < min(areas.one_random, areas.edges, areas.copy)


def not_failed(score: float, areas: Areas) -> bool:
    """Return whether the page would let a map pass that is stable and like the others."""
    measured = Measured(score, areas.own, areas.random, areas.edges, areas.copy)
    return verdict(measured).level is Level.PASSED
