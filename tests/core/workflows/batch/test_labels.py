"""Labels for several pictures of a batch: in the wardrobe too, and taken back with the result."""

import pytest

from core.data.classes import CLASS_NAMES
from core.data.user_pictures.wardrobe import Wardrobe
from core.registry import Registry
from core.settings import Settings
from core.workflows.batch.job import BatchParameters, answer_batch
from core.workflows.batch.labels import label_pictures
from core.workflows.batch.store import Batch, Batches
from core.workflows.context import Silent, Workplace
from tests.core.workflows.batch.dropped import garment, stored_batch

pytestmark = pytest.mark.usefixtures("shipped")


@pytest.fixture
def batch(settings: Settings) -> Batch:
    files = [(f"{number}.png", garment(number)) for number in range(3)]
    batch = stored_batch(Batches(settings), *files, ("d.txt", b"no picture"))
    place = Workplace(settings, Registry(settings))
    answer_batch(place, BatchParameters(batch.id, "shipped"), Silent())
    return batch


def labels(settings: Settings) -> dict[str, str]:
    return {one.file: CLASS_NAMES[one.label] for one in Wardrobe(settings).items()}


def test_labels_are_recorded_and_stored_in_the_wardrobe(settings: Settings, batch: Batch) -> None:
    before = label_pictures(settings, batch, {0: "Coat", 2: "Dress", 3: "Bag", 9: "Bag"})
    assert before == {0: "", 2: ""}, "what cannot be read, or is not there, is passed over"
    assert labels(settings) == {"0.png": "Coat", "2.png": "Dress"}
    assert batch.results.corrections() == {0: "Coat", 2: "Dress"}
    (stored,) = (one for one in Wardrobe(settings).items() if one.file == "0.png")
    assert stored.answered is not None
    assert stored.answered.model == "shipped"


def test_labelling_with_what_it_returned_undoes_it(settings: Settings, batch: Batch) -> None:
    label_pictures(settings, batch, {0: "Coat"})
    before = label_pictures(settings, batch, {0: "Bag", 1: "Bag"})
    assert labels(settings) == {"0.png": "Bag", "1.png": "Bag"}
    label_pictures(settings, batch, before)
    assert labels(settings) == {"0.png": "Coat"}
    assert batch.results.corrections() == {0: "Coat"}


def test_pictures_that_have_the_label_already_are_left_alone(
    settings: Settings, batch: Batch
) -> None:
    label_pictures(settings, batch, {0: "Coat"})
    counted: list[int] = []
    assert label_pictures(settings, batch, {0: "Coat", 1: "Coat"}, on_picture=counted.append) == {
        1: ""
    }
    assert counted == [2]
