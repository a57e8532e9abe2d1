"""The nearest training pictures, found as a plain search finds them."""

import numpy as np
import pytest

from core.data.versions.pictures import Part
from core.workflows.data.neighbours import nearest, nearest_of
from core.workflows.predict.answers import AllAnswers
from tests.core.workflows.data.labels.test_docket import SURE, N, table


@pytest.mark.parametrize("with_answers", [True, False])
def test_neighbours_are_those_of_a_plain_search(
    monkeypatch: pytest.MonkeyPatch, with_answers: bool
) -> None:
    monkeypatch.setattr("core.workflows.data.neighbours.AT_ONCE", 7)
    of = table()
    embedding = np.random.default_rng(1).normal(size=(N, 64)).astype(np.float16)
    answers = AllAnswers(np.tile(SURE[7], (N, 1)), embedding, np.ones(N, bool))
    vectors = (embedding if with_answers else of.pictures.images.reshape(N, -1)).astype(float)
    members = of.pictures.members(Part.TRAIN)
    found = nearest_of(of, [3, 55], 4, answers if with_answers else None)
    for number, row in zip([3, 55], found, strict=True):
        others = members[members != number]
        distance = ((vectors[others] - vectors[number]) ** 2).sum(axis=1)
        assert row == others[np.argsort(distance)[:4]].tolist()
    assert nearest(of, 3, 4, answers if with_answers else None) == found[0]
