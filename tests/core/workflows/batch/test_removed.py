"""Thumbnails of a batch's pictures, and pictures that the user removed from it."""

import cv2
import numpy as np
import pytest

from core.settings import Settings
from core.workflows.batch.store import Batches
from tests.core.workflows.batch.dropped import answer, garment, stored_batch

pytestmark = pytest.mark.usefixtures("shipped")


@pytest.fixture
def batches(settings: Settings) -> Batches:
    return Batches(settings)


def test_a_thumbnail_of_each_picture_is_kept(settings: Settings, batches: Batches) -> None:
    batch = stored_batch(batches, ("a.png", garment()), ("b.txt", b"no picture"))
    answer(settings, batch)
    small = cv2.imdecode(np.frombuffer(batch.thumbnails.get(0), np.uint8), cv2.IMREAD_COLOR)
    assert small is not None
    assert small.shape == (90, 70, 3)
    assert batch.thumbnails.get(1) == b""


def test_removed_pictures_are_neither_shown_nor_answered_again(
    settings: Settings, batches: Batches
) -> None:
    batch = stored_batch(batches, ("a.png", garment()), ("b.png", garment(1)))
    answer(settings, batch)
    batch.results.remove([0])
    assert [one.number for one in batch.results.all()] == [1]
    assert answer(settings, batch).done == 2
    assert batch.results.count() == 2
    batch.results.put_back([0])
    assert [one.number for one in batch.results.all()] == [0, 1]
