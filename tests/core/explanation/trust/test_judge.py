"""The tests of trust: good maps pass, chance, edges and copies of the picture are caught."""

from dataclasses import replace
from functools import partial

import numpy as np
import pytest
from numpy.typing import NDArray

from core.explanation import Explanation, Method, Question, explain
from core.explanation.masks import smooth_maps
from core.explanation.trust.agreement import agreement
from core.explanation.trust.decoys import decoys, edge_map
from core.explanation.trust.deletion import deletion_areas
from core.explanation.trust.judge import judge
from core.explanation.trust.verdict import Level, Measured, verdict
from tests.core.explanation.scripted_models import constant, looks_at, picture_with

BADGE = slice(6, 12), slice(6, 12)
CLOTH = slice(2, 26), slice(4, 24)
PREDICT = looks_at(BADGE)


def garment() -> NDArray[np.uint8]:
    """A bright garment with a badge, darker than the rest, that alone decides the answer."""
    picture = picture_with(CLOTH, ink=250)
    picture[BADGE] = 200
    return picture


def explained(**maps: NDArray[np.float32]) -> Explanation:
    """The explanation of the garment, with some of its maps replaced by others."""
    found = explain(garment(), PREDICT, Question(3))
    return replace(found, maps={**found.maps, **{Method(name): one for name, one in maps.items()}})


@pytest.mark.parametrize("method", Method)
def test_a_map_of_what_the_model_looks_at_passes(method: Method) -> None:
    trust = judge(explained(), PREDICT)[method]
    assert trust.verdict.level is Level.PASSED, trust
    assert trust.verdict.sentence.startswith("Passed: ")


def test_a_question_of_why_not_is_tested_the_other_way_round() -> None:
    found = explain(garment(), PREDICT, Question(5, against=3))
    assert found.score == -1
    assert {one.verdict.level for one in judge(found, PREDICT).values()} == {Level.PASSED}


def _copy(blur: int) -> NDArray[np.float32]:
    picture = garment().astype(np.float32)
    return picture if not blur else (picture + np.roll(picture, blur, 0)) / 2


PLANTED = {
    "chance": lambda: smooth_maps(1, seed=77)[0],
    "speckles": partial(np.random.default_rng(3).random, (28, 28)),
    "edges": lambda: edge_map(garment().astype(np.float32)),
    "edges of a blurred picture": lambda: edge_map(_copy(1)),
    "a copy of the picture": lambda: _copy(0),
    "a blurred copy": lambda: _copy(1),
    "nothing": lambda: np.zeros((28, 28), np.float32),
    "the opposite": lambda: -explained().maps[Method.RISE],
}


@pytest.mark.parametrize("planted", PLANTED)
def test_a_planted_map_that_explains_nothing_is_caught(planted: str) -> None:
    trust = judge(explained(rise=np.asarray(PLANTED[planted](), np.float32)), PREDICT)
    assert trust[Method.RISE].verdict.level is Level.FAILED
    assert trust[Method.RISE].verdict.sentence.startswith("Do not rely on it")
    assert trust[Method.OCCLUSION].verdict.level is not Level.FAILED


def test_chance_passes_no_more_often_than_one_time_in_twenty() -> None:
    found = explained()
    score = found.question.asked_of(PREDICT)
    areas = deletion_areas(found.picture, smooth_maps(400, seed=5), score, steps=14)
    passed = [
        one < area[:19].min()
        for one, area in zip(areas[:20], areas[20:].reshape(20, -1), strict=True)
    ]
    assert np.mean(passed) <= 0.2  # of 20 at 1 in 20, more than 4 would be a chance of 1 in 400


def test_a_score_that_cannot_fall_is_not_tested() -> None:
    found = explain(garment(), PREDICT, Question(7))
    assert {one.verdict.level for one in judge(found, PREDICT).values()} == {Level.UNTESTED}


def test_no_map_of_a_model_that_never_changes_its_mind_is_believed() -> None:
    found = explain(garment(), constant, Question(3))
    assert {one.verdict.level for one in judge(found, constant).values()} == {Level.FAILED}


GOOD = Measured(1.0, 0.1, 0.3, 0.4, 0.35, across_seeds=0.9, with_others=0.7)


@pytest.mark.parametrize(
    ("measured", "level", "words"),
    [
        (GOOD, Level.PASSED, "from 1.00 to 0.10 on average"),
        (replace(GOOD, area=0.31), Level.FAILED, "random maps"),
        (replace(GOOD, edge_area=0.12), Level.FAILED, "edges"),
        (replace(GOOD, copy_area=0.12), Level.FAILED, "a copy of the picture"),
        (replace(GOOD, across_seeds=0.2), Level.DOUBTFUL, "another seed"),
        (replace(GOOD, with_others=-0.1), Level.DOUBTFUL, "(agreement −0.10)"),
        (replace(GOOD, across_seeds=None), Level.PASSED, "from 1.00 to 0.10 on average"),
        (replace(GOOD, score=0.04), Level.UNTESTED, "so low"),
    ],
)
def test_the_first_test_that_fails_decides(measured: Measured, level: Level, words: str) -> None:
    found = verdict(measured)
    assert found.level is level
    assert words in found.sentence


def test_the_area_is_that_of_a_hand_computed_curve() -> None:
    # Hiding the badge first leaves nothing after 36 of 784 pixels; a quarter of the way is 196.
    found = np.zeros((1, 28, 28))
    found[0][BADGE] = 1
    score = Question(3).asked_of(PREDICT)
    areas = deletion_areas(garment(), found, score, steps=4)
    np.testing.assert_allclose(areas, [0.5 / 4])
    assert deletion_areas(garment(), -found, score, steps=4)[0] > 0.8


def test_inserting_into_black_is_no_test() -> None:
    """A copy of the picture would win it: the areas here are those of deletion only."""
    made = decoys(garment(), seed=0)
    assert made.stacked().shape == (26, 28, 28)
    score = Question(3).asked_of(PREDICT)
    copy, own = deletion_areas(
        garment(), np.stack([made.copy, explained().maps[Method.RISE]]), score
    )
    assert own < copy


def test_agreement_is_the_rank_correlation_over_the_ink() -> None:
    picture = picture_with((slice(0, 1), slice(0, 4)))
    one, other = np.random.default_rng(0).random((2, 28, 28))
    one[0, :4], other[0, :4] = (1, 2, 2, 40), (1, 3, 2, 4)
    # Ranks 1, 2.5, 2.5, 4 and 1, 3, 2, 4: by hand 4.5 / sqrt(4.5 * 5).
    assert agreement(one, other, picture) == pytest.approx(0.9487, abs=1e-4)
    assert agreement(one, np.ones((28, 28)), picture) == 0


def test_edges_are_those_of_sobel() -> None:
    from scipy.ndimage import sobel

    picture = garment().astype(np.float32)
    expected = np.hypot(*(sobel(picture, axis, mode="nearest") for axis in (0, 1)))
    np.testing.assert_allclose(edge_map(picture), expected, rtol=1e-5)
