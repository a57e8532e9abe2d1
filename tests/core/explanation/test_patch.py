"""The smallest patch that changes the answer."""

import numpy as np
import pytest

from core.explanation import NothingToExplain, smallest_patch
from core.explanation.patch import corners_over_ink
from tests.core.explanation.scripted_models import constant, looks_at, picture_with

BADGE = slice(10, 14), slice(16, 20)


def test_it_is_as_small_as_the_score_allows() -> None:
    # Below half of the ink of the badge the answer is 5: of 16 pixels 9 must go, a square of 3×3.
    patch = smallest_patch(picture_with(BADGE, (slice(2, 26), slice(4, 12))), looks_at(BADGE))
    assert patch is not None
    assert (patch.edge, patch.label) == (3, 5)
    assert patch.probability == pytest.approx(9 / 16)
    assert patch.top in (10, 11)
    assert patch.left in (16, 17)


def test_there_is_none_if_nothing_changes_the_answer() -> None:
    assert smallest_patch(picture_with(BADGE), constant) is None


def test_a_blank_picture_is_refused() -> None:
    with pytest.raises(NothingToExplain, match="blank"):
        smallest_patch(picture_with(), constant)


def test_only_squares_over_ink_are_tried() -> None:
    corners = corners_over_ink(picture_with(BADGE), 2)
    assert (corners.min(axis=0).tolist(), corners.max(axis=0).tolist()) == ([9, 15], [13, 19])
    assert len(corners) == 25
    assert np.issubdtype(corners.dtype, np.integer)
