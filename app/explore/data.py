"""What the page shows: a data version or the wardrobe, the champion's answers, and the tags."""

from dataclasses import dataclass

import streamlit as st

from app import resources
from core.data.tags import Tags
from core.data.versions.original import NAME as ORIGINAL
from core.data.versions.store import Versions
from core.registry import ModelVersion
from core.workflows.data.query import Sources
from core.workflows.data.table import PictureTable
from core.workflows.data.wardrobe_table import NAME as WARDROBE
from core.workflows.data.wardrobe_table import WardrobeTable
from core.workflows.predict.answers import AllAnswers

DATA = "data"  # the query parameter that names the version, or the wardrobe


@dataclass(frozen=True, eq=False)
class Shown:
    """The pictures of a version, or of the wardrobe, with what is known about them."""

    table: PictureTable
    model: ModelVersion
    answers: AllAnswers | None
    tags: dict[str, frozenset[int]]

    @property
    def is_wardrobe(self) -> bool:
        return isinstance(self.table, WardrobeTable)

    @property
    def sources(self) -> Sources:
        return Sources(self.answers, self.tags)


def shown_data(name: str) -> Shown:
    """Read a data version or the wardrobe, and what is known about it.

    Raises DataUnavailable and BadData.
    """
    champion = resources.registry().champion()
    if name == WARDROBE:
        table = resources.wardrobe_table()
        return Shown(table, champion, resources.wardrobe_answers(champion, table), {})
    tags = Tags(resources.settings()).all()
    return Shown(
        resources.picture_table(name), champion, resources.all_answers(champion, name), tags
    )


def offered() -> tuple[str, ...]:
    """Return the names of all that can be looked through: the versions, and the wardrobe."""
    return (*Versions(resources.settings()).choices(), WARDROBE)


def opened_data() -> str:
    """Return the data that the address names, or v1."""
    asked = st.query_params.get(DATA, ORIGINAL)
    return asked if asked in offered() else ORIGINAL
