"""The address of a filter: read back as written; what it cannot use, it says."""

import numpy as np
import pytest

from app.explore.link import from_words, to_words
from core.data.versions.pictures import Part, Pictures
from core.workflows.data.query import Order, Query, Verdict
from core.workflows.data.table import PictureTable

TABLE = PictureTable(
    "v1",
    Pictures(
        *(np.zeros((70_000, *shape), np.uint8) for shape in ((0, 0), (), ())),
        np.zeros(70_000, bool),
    ),
    np.zeros(70_000, np.float32),
    np.zeros(70_000, np.uint8),
)
ALL = Query(
    parts=(Part.TRAIN, Part.TEST),
    labels=(5, 9),
    predicted=(7,),
    verdict=Verdict.WRONG,
    probability=(0.25, 0.75),
    brightness=(0.0, 0.5),
    ink=(0.1, 1.0),
    tags=("odd sandals",),
    like=69_999,
    order=Order.QUALITY,
    descending=True,
)


@pytest.mark.parametrize("query", [Query(), ALL, Query(labels=(0,)), Query(like=0)])
def test_an_address_is_read_back_as_the_query_that_it_was_made_from(query: Query) -> None:
    read = from_words(to_words(query, TABLE), ["odd sandals"], TABLE)
    assert read.query == query
    assert read.problems == ()


def test_the_usual_query_has_an_empty_address() -> None:
    assert to_words(Query(), TABLE) == {}


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        ({"class": ["Hat"]}, "no class “Hat”"),
        ({"tag": ["gone"]}, "no tag “gone”"),
        ({"sort": ["colour"]}, "no sort “colour”"),
        ({"answer": ["maybe"]}, "no answer “maybe”"),
        ({"like": ["70000"]}, "“70000” is no like"),
        ({"like": ["-1"]}, "“-1” is no like"),
        ({"like": ["١"]}, "is no like"),
        ({"ink": ["0.9-0.1"]}, "“0.9-0.1” is no ink"),
        ({"ink": ["nan-1"]}, "is no ink"),
        ({"ink": ["x"]}, "is no ink"),
        ({"probability": ["0-2"]}, "is no probability"),
    ],
)
def test_what_does_not_exist_is_named_and_the_rest_is_used(
    words: dict[str, list[str]], problem: str
) -> None:
    read = from_words({**words, "split": ["test"]}, [], TABLE)
    assert read.query == Query(parts=(Part.TEST,))
    assert len(read.problems) == 1
    assert problem in read.problems[0]
