"""What the page shows: a data version, the answers of the champion to it, and the tags."""

from dataclasses import dataclass

import streamlit as st

from app import resources
from app.foreign import literal
from app.formatting import dataset_title
from core.data.tags import Tags
from core.data.versions.original import NAME as ORIGINAL
from core.data.versions.store import Versions
from core.registry import ModelVersion
from core.workflows.data.query import Sources
from core.workflows.data.table import PictureTable
from core.workflows.predict.answers import AllAnswers

DATA = "data"  # the query parameter that names the version


@dataclass(frozen=True, eq=False)
class Shown:
    """The pictures of a version with what is known about them."""

    table: PictureTable
    model: ModelVersion
    answers: AllAnswers | None
    tags: dict[str, frozenset[int]]

    @property
    def sources(self) -> Sources:
        return Sources(self.answers, self.tags)


def shown_data(version: str) -> Shown:
    """Read a data version, and what is known about it. Raises DataUnavailable and BadData."""
    table = resources.picture_table(version)
    champion = resources.registry().champion()
    answers = resources.all_answers(champion, version)
    return Shown(table, champion, answers, Tags(resources.settings()).all())


def opened_version() -> str:
    """Return the version that the address names, or v1."""
    asked = st.query_params.get(DATA, ORIGINAL)
    return asked if asked in Versions(resources.settings()).choices() else ORIGINAL


def ask_version() -> str:
    """Ask for the version where there are several; the address follows."""
    names = Versions(resources.settings()).choices()
    asked = st.query_params.get(DATA, ORIGINAL)
    if asked not in names:
        st.warning(
            f"There is no data version “{literal(asked)}”; this is v1.", icon=":material/link_off:"
        )
    if len(names) == 1:
        return ORIGINAL
    chosen: str = st.selectbox(
        "Data version",
        names,
        index=names.index(opened_version()),
        format_func=dataset_title,
        key="explore_data",
        width=340,
    )
    if chosen == ORIGINAL:
        st.query_params.pop(DATA, None)
    else:
        st.query_params[DATA] = chosen
    return chosen
