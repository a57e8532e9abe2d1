"""Queries over all pictures: filters, orders, likeness; what is not known comes last."""

import numpy as np
import pytest

from core.data.versions.pictures import Part, Pictures
from core.workflows.data.class_summary import class_summary
from core.workflows.data.exports import COLUMNS, as_csv, as_folders, as_parquet, as_sheet, rows_of
from core.workflows.data.neighbours import nearest
from core.workflows.data.query import Order, Query, Sources, Verdict, select
from core.workflows.data.table import PictureTable
from core.workflows.predict.answers import AllAnswers

LABELS = np.array([0, 1, 0, 1, 0, 1], np.uint8)
PREDICTED = [0, 0, 0, 1, 1, 1]  # wrong at 1 and 4
TOP = [0.9, 0.8, 0.7, 0.6, 0.55, 0.95]


def table(excluded: tuple[int, ...] = ()) -> PictureTable:
    """Six pictures, each brighter than the one before; the last two are validation and test."""
    images = np.zeros((6, 28, 28), np.uint8)
    for number in range(6):
        images[number, : 4 * (number + 1)] = 40 * (number + 1)
    left_out = np.zeros(6, bool)
    left_out[list(excluded)] = True
    parts = np.array([0, 0, 0, 0, 1, 2], np.uint8)
    quality = np.array([0.5, np.nan, 0.1, 0.9, np.nan, 0.3], np.float32)
    return PictureTable("v1", Pictures(images, LABELS, parts, left_out), quality, LABELS)


def answers() -> AllAnswers:
    probabilities = np.zeros((6, 10), np.float32)
    for number, (label, top) in enumerate(zip(PREDICTED, TOP, strict=True)):
        probabilities[number] = (1 - top) / 9
        probabilities[number, label] = top
    embedding = np.array([[0, 0], [1, 0], [9, 9], [0, 1], [0, 2], [5, 5]], np.float16)
    return AllAnswers(probabilities, embedding, np.ones(6, bool))


def found(query: Query, with_answers: bool = True, **tags: frozenset[int]) -> list[int]:
    return select(table(), query, Sources(answers() if with_answers else None, tags)).tolist()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (Query(), [0, 1, 2, 3, 4, 5]),
        (Query(labels=(1,)), [1, 3, 5]),
        (Query(parts=(Part.VALIDATION, Part.TEST)), [4, 5]),
        (Query(verdict=Verdict.WRONG), [1, 4]),
        (Query(verdict=Verdict.RIGHT, labels=(0,)), [0, 2]),
        (Query(predicted=(1,)), [3, 4, 5]),
        (Query(probability=(0.6, 0.8)), [1, 2, 3]),
        (Query(brightness=(0.0, 0.1)), [0, 1]),
        (Query(ink=(0.5, 1.0)), [3, 4, 5]),
        (Query(tags=("odd",)), [2, 5]),
        (Query(tags=("gone",)), []),
        (Query(order=Order.PROBABILITY), [4, 3, 2, 1, 0, 5]),
        (Query(order=Order.PROBABILITY, descending=True), [5, 0, 1, 2, 3, 4]),
        (Query(order=Order.LABEL_PROBABILITY, labels=(0,)), [4, 2, 0]),
        (Query(order=Order.QUALITY), [2, 5, 0, 3, 1, 4]),
        (Query(order=Order.QUALITY, descending=True), [3, 0, 5, 2, 1, 4]),
        (Query(order=Order.BRIGHTNESS, descending=True), [5, 4, 3, 2, 1, 0]),
        (Query(like=0), [0, 1, 3, 4, 5, 2]),
        (Query(like=99), [0, 1, 2, 3, 4, 5]),
    ],
)
def test_a_query_returns_the_matching_pictures_in_order(query: Query, expected: list[int]) -> None:
    assert found(query, odd=frozenset({2, 5, 900})) == expected


def test_without_answers_what_a_query_asks_of_them_is_left_out() -> None:
    assert found(Query(verdict=Verdict.WRONG, predicted=(3,)), False) == [0, 1, 2, 3, 4, 5]
    assert found(Query(like=0), False) == [0, 1, 2, 3, 4, 5]  # by pixels


def test_excluded_pictures_are_never_shown() -> None:
    assert select(table(excluded=(0, 3)), Query(), Sources()).tolist() == [1, 2, 4, 5]


def test_neighbours_are_training_pictures_without_the_picture_itself() -> None:
    assert nearest(table(), 0, 2, answers()) == [1, 3]
    assert nearest(table(), 5, 10, answers()) == [2, 1, 3, 0]
    assert nearest(table(), 3, 1) == [2]  # by pixels, of equally near ones the lower number


def test_a_class_is_summarised_without_the_test_split() -> None:
    summary = class_summary(table(), 1, answers())
    assert summary.pictures == 2
    assert set(summary.typical) == {1, 3}
    assert [(one.predicted, one.pictures, one.share) for one in summary.confusions] == [(0, 1, 0.5)]
    assert summary.mean[0, 0] == 120
    assert summary.spread.max() == 255


def test_exports_hold_the_selection_in_its_order() -> None:
    import io
    import zipfile

    import pandas as pd
    from PIL import Image

    rows = rows_of(table(), answers(), [4, 1])
    assert [dict(zip(COLUMNS, row, strict=True))["name"] for row in rows] == ["train 4", "train 1"]
    lines = as_csv(table(), answers(), [4, 1]).decode("utf-8-sig").splitlines()
    assert len(lines) == 3
    assert lines[1].startswith("4,train 4,validation,T-shirt/top,Trouser,0.55")
    frame = pd.read_parquet(io.BytesIO(as_parquet(table(), None, [4, 1])))
    assert frame["pixels"][0] == table().pictures.images[4].tobytes()
    assert frame["predicted"].isna().all()
    sheet = np.asarray(Image.open(io.BytesIO(as_sheet(table(), [5, 1]))))
    assert sheet[4, 4] == 240
    names = zipfile.ZipFile(io.BytesIO(as_folders(table(), [4, 1]))).namelist()
    assert names == ["T-shirt-top/train-4.png", "Trouser/train-1.png"]
    assert as_folders(table(), [4, 1]) == as_folders(table(), [4, 1])
