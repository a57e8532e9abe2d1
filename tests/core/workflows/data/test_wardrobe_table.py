"""The wardrobe as a table: stable names, answers by input kind, neighbours, versions."""

import numpy as np
import pytest

from core.data.quality.projection import Projection
from core.data.user_pictures.cases import Cases
from core.data.user_pictures.wardrobe import Item, Wardrobe
from core.data.versions.pictures import Part, Pictures, first_added
from core.data.versions.store import Versions
from core.input_kind import InputKind
from core.predictor import Predictor
from core.settings import REPOSITORY, Settings
from core.workflows.context import Silent
from core.workflows.data.exports import as_csv
from core.workflows.data.neighbours import nearest_to
from core.workflows.data.table import PictureTable
from core.workflows.data.wardrobe_table import (
    WardrobeTable,
    measures,
    versions_with,
    wardrobe_answers,
    wardrobe_table,
)
from core.workflows.data.wardrobe_version import publish_wardrobe
from core.workflows.predict.answers import AllAnswers, _projection
from tests.core.data.user_pictures.test_wardrobe import item


@pytest.fixture
def table(settings: Settings) -> WardrobeTable:
    """Four pictures of class 3; every second one is held out, and the first is a case."""
    for number in range(4):
        Wardrobe(settings).add(item(number, label=3))
    Cases(settings).add(item(0, label=3))
    return wardrobe_table(settings)


def test_an_address_names_a_picture_by_its_id_also_after_a_deletion(
    settings: Settings, table: WardrobeTable
) -> None:
    assert [table.find(table.key(number)) for number in range(4)] == [0, 1, 2, 3]
    assert sorted(table.split(number) for number in range(4)) == [
        *["held out"] * 2,
        *["training"] * 2,
    ]
    third = table.key(2)
    Wardrobe(settings).delete(table.key(0))
    fewer = wardrobe_table(settings)
    assert fewer.find(third) == 1
    assert fewer.find(table.key(0)) is None
    assert fewer.find("0") is None


def test_cases_are_known(table: WardrobeTable) -> None:
    assert table.cases == {table.key(0)}


def test_an_empty_wardrobe_is_a_table_without_rows(settings: Settings) -> None:
    empty = wardrobe_table(settings)
    assert len(empty) == 0
    answers = wardrobe_answers(Predictor.load(REPOSITORY / "models" / "champion"), empty, None)
    assert answers.probabilities.shape == (0, 10)
    assert len(answers.predicted) == 0


def test_each_picture_is_answered_with_the_calibration_of_its_kind(settings: Settings) -> None:
    kinds = (InputKind.PHOTO, InputKind.DRAWING, InputKind.PIXELS)
    for number, kind in enumerate(kinds):
        made = item(number)
        Wardrobe(settings).add(Item(made.pixels, number, made.original, kind))
    table = wardrobe_table(settings)
    predictor = Predictor.load(REPOSITORY / "models" / "champion")
    answers = wardrobe_answers(predictor, table, None)
    for place, one in enumerate(table.items):
        alone = predictor.predict(one)
        assert answers.probabilities[place] == pytest.approx(alone.probabilities, abs=1e-5)
        assert answers.known[place] == alone.known


def test_a_picture_of_the_dataset_is_its_own_nearest_neighbour_in_v1(settings: Settings) -> None:
    images = np.random.default_rng(3).integers(0, 256, (40, 28, 28), np.uint8)
    zeros = np.zeros(40, np.uint8)
    v1 = PictureTable(
        "v1", Pictures(images, zeros, zeros, zeros.astype(bool)), zeros.astype(np.float32), zeros
    )
    predictor = Predictor.load(REPOSITORY / "models" / "champion")
    projection = Projection(*_projection(predictor, v1.pictures, Silent()))
    found = predictor.predict_many(images)
    embedding = projection.apply(found.embedding).astype(np.float16)
    original = AllAnswers(found.probabilities, embedding, found.known, projection)
    Wardrobe(settings).add(Item(images[17], 3, images[17], InputKind.PIXELS))
    answers = wardrobe_answers(predictor, wardrobe_table(settings), original)
    assert nearest_to(v1, answers.embedding[0], 3, original)[0] == 17
    assert nearest_to(v1, images[17].ravel(), 3)[0] == 17


def test_pictures_of_the_validation_and_test_split_measure() -> None:
    images = np.random.default_rng(3).integers(0, 256, (3, 28, 28), np.uint8)
    parts = np.array([Part.TRAIN, Part.VALIDATION, Part.TEST], np.uint8)
    v1 = Pictures(images, parts, parts, np.zeros(3, bool))
    assert [measures(v1, one) for one in images] == [False, True, True]


def test_versions_that_hold_a_picture_are_named_with_its_label(
    settings: Settings, versions: Versions
) -> None:
    ids = [Wardrobe(settings).add(item(number, label=3)) for number in range(2)]
    there = {one.id: one for one in Wardrobe(settings).items()}
    publish_wardrobe(settings, "v1", "two shirts")
    learned, held = sorted((there[one] for one in ids), key=lambda one: one.holdout)
    assert [(row.version, row.label) for row in versions_with(settings, learned)] == [
        ("v2", "Dress")
    ]
    assert versions_with(settings, held) == []
    changes = versions.changes("v2")
    versions.publish("v2", changes.with_labels({first_added(): 4}), "a coat")
    versions.publish("v3", versions.changes("v3").without(frozenset({first_added()})), "no")
    assert [row.label for row in versions_with(settings, learned)] == ["Dress", "Coat", "left out"]


def test_exports_name_pictures_by_their_id_and_side(table: WardrobeTable) -> None:
    lines = as_csv(table, None, [0, 1]).decode().splitlines()
    assert f"wardrobe {table.key(0)},{table.split(0)},Dress" in lines[1]
    assert len(lines) == 3
