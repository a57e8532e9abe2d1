"""The three maps find what a scripted model looks at, and say so where there is nothing."""

import numpy as np
import pytest

from core.explanation import Method, NothingToExplain, Question, explain
from core.explanation.masks import cell_means, hide, soft_masks
from core.explanation.occlusion import covering
from core.explanation.sampled import linear_surrogate, rise_map
from core.explanation.where import where
from tests.core.explanation.scripted_models import constant, looks_at, no_numbers, picture_with

SLEEVE = slice(8, 14), slice(2, 8)
BODY = slice(4, 24), slice(8, 20)


@pytest.mark.parametrize("method", Method)
def test_each_map_is_highest_where_the_model_looks(method: Method) -> None:
    picture = picture_with(SLEEVE, BODY)
    found = explain(picture, looks_at(SLEEVE), Question(3))
    mean = found.maps[method][SLEEVE].mean()
    assert mean > 4 * abs(found.maps[method][BODY]).mean()
    assert where(found.maps[method]) == "mostly middle left"


@pytest.mark.parametrize("method", Method)
def test_the_difference_of_two_classes_counts_what_speaks_for_each(method: Method) -> None:
    picture = picture_with(SLEEVE, BODY)
    alone = explain(picture, looks_at(SLEEVE), Question(3))
    both = explain(picture, looks_at(SLEEVE), Question(3, against=5))
    turned = explain(picture, looks_at(SLEEVE), Question(5, against=3))
    np.testing.assert_allclose(both.maps[method], 2 * alone.maps[method], atol=0.02)
    np.testing.assert_allclose(both.maps[method], -turned.maps[method], atol=1e-5)
    assert (both.score, turned.score) == (1, -1)


def test_what_is_black_already_has_no_value() -> None:
    found = explain(picture_with(SLEEVE), looks_at(SLEEVE), Question(3))
    assert all(not each[found.picture == 0].any() for each in found.maps.values())


def test_the_seed_is_kept_and_decides() -> None:
    picture, predict = picture_with(SLEEVE, BODY), looks_at(SLEEVE)
    first, again = (explain(picture, predict, Question(3), seed=4) for _ in range(2))
    other = explain(picture, predict, Question(3), seed=5)
    assert first.seed == 4
    np.testing.assert_array_equal(first.maps[Method.RISE], again.maps[Method.RISE])
    assert not np.array_equal(first.maps[Method.RISE], other.maps[Method.RISE])
    occlusion = Method.OCCLUSION
    np.testing.assert_array_equal(first.maps[occlusion], other.maps[occlusion])


def test_a_model_that_never_changes_its_mind_has_an_empty_map() -> None:
    found = explain(picture_with(BODY), constant, Question(3))
    assert found.scale < 1e-6
    assert found.fidelity == 0
    assert {where(np.zeros((28, 28)))} == {"points nowhere"}


def test_a_blank_picture_and_probabilities_that_are_no_numbers_are_refused() -> None:
    with pytest.raises(NothingToExplain, match="blank"):
        explain(picture_with(), looks_at(BODY), Question(3))
    with pytest.raises(NothingToExplain, match="not numbers"):
        explain(picture_with(BODY), no_numbers, Question(3))


def test_the_surrogate_and_rise_recover_a_linear_score() -> None:
    masks = soft_masks(1000, seed=2)
    cells = cell_means(masks)
    weights = np.zeros(49)
    weights[[10, 30]] = 0.5, -0.3
    scores = (cells @ weights + 0.2).astype(np.float64)
    found, fidelity = linear_surrogate(cells, scores)
    np.testing.assert_allclose(found, weights, atol=0.05)
    assert fidelity > 0.98
    assert np.unravel_index(rise_map(masks, scores).argmax(), (28, 28)) in {
        (row, column) for row in range(3, 9) for column in range(11, 18)
    }


def test_masks_show_half_and_hidden_pixels_are_black() -> None:
    masks = soft_masks(2000, seed=1)
    assert masks.shape == (2000, 28, 28)
    assert masks.min() >= 0
    assert masks.max() <= 1
    np.testing.assert_allclose(masks.mean(axis=0), 0.5, atol=0.05)
    picture = picture_with(BODY)
    hidden = hide(picture, np.zeros((1, 28, 28), np.float32))
    assert not hidden.any()
    np.testing.assert_array_equal(hide(picture, np.ones((1, 28, 28), np.float32))[0], picture)


def test_occlusion_covers_every_pixel_equally_often() -> None:
    assert set(covering(6, 2).sum(axis=0).ravel().tolist()) == {9}
