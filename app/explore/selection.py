"""The pictures that match a query, found once: a page is run again at every click and poll."""

from functools import lru_cache
from weakref import ref

import numpy as np
from numpy.typing import NDArray

from app.explore.data import Shown
from core.workflows.data.query import Query, Sources, select
from core.workflows.data.table import PictureTable
from core.workflows.predict.answers import AllAnswers

KEPT = 20  # selections, half a megabyte each at most


def selection(shown: Shown, query: Query) -> NDArray[np.intp]:
    """Return the numbers of the pictures that match, in order. Do not change the array."""
    answers = None if shown.answers is None else ref(shown.answers)
    tags = tuple((tag, shown.tags[tag]) for tag in query.tags if tag in shown.tags)
    return _selection(ref(shown.table), answers, query, tags)


# By weak references: a table that is read anew is another one, and the old one is not kept alive.
@lru_cache(maxsize=KEPT)
def _selection(
    table: "ref[PictureTable]",
    answers: "ref[AllAnswers] | None",
    query: Query,
    tags: tuple[tuple[str, frozenset[int]], ...],
) -> NDArray[np.intp]:
    there = table()
    assert there is not None, "the caller holds the table"
    found = select(there, query, Sources(None if answers is None else answers(), dict(tags)))
    found.flags.writeable = False  # shared by all who ask
    return found
