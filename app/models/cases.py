"""Cases on the Models page: how many a version passes, which it fails, and the list."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from app import navigation, resources
from app.components.data_url import picture_url
from app.components.gallery import Tile, gallery
from app.components.trash import delete_pictures, trash_of
from app.components.widgets import error_boundary, show_trouble
from app.formatting import counted, share
from app.palette import COLOURS
from core.data.classes import CLASS_NAMES
from core.data.user_pictures.cases import Cases
from core.data.user_pictures.store import StoredPicture
from core.registry import ModelVersion
from core.workflows.predict.cases import CaseReport, answer_cases

_OPENED = "cases.opened"


def case_popover(row: Any, version: ModelVersion) -> None:
    """Show how many cases a version passes and which it fails; nothing without cases."""
    report = answer_cases(resources.settings(), version)
    if not report.answers:
        return
    icon = "flag" if report.failed else "check"
    with row.popover(in_words(report), icon=f":material/{icon}:", key=f"cases.{version.number}"):
        if report.learned:
            st.caption(
                f"Not counted: {counted(report.learned, 'case')} that it was trained on before "
                "the picture became a case."
            )
        if not report.failed:
            st.markdown("It answers every case correctly.")
            return
        st.markdown("It fails these:")
        tiles = [
            Tile(
                number=number,
                picture=picture_url(one.case.pixels),
                label=CLASS_NAMES[one.predicted],
                detail=f"not {one.case.name}",
                tone="strong",
                colour=COLOURS[CLASS_NAMES[one.predicted]],
                hint=f"{one.case.name}, taken for {CLASS_NAMES[one.predicted]} "
                f"({share(one.probability)})",
            )
            for number, one in enumerate(report.failed)
        ]
        gallery(tiles, f"cases.failed.{version.number}", lambda number: None)


def in_words(report: CaseReport) -> str:
    return f"passes {report.passed} of {counted(len(report.counted), 'case')}"


def show_cases() -> None:
    """List the cases of this home; they can be deleted and restored."""
    store = Cases(resources.settings())
    cases = store.items()
    st.subheader("Cases", anchor=False)
    st.caption("Pictures that every version must answer correctly. No model is trained on them.")
    trash_of(store).offer_undo()
    show_trouble(store.trouble())
    if not cases:
        st.markdown("None yet. To add one, choose “Keep as a case” under an answer.")
        st.page_link(navigation.try_it(), label="Try it", icon=":material/draw:")
        return
    tiles = [_tile(number, one) for number, one in enumerate(cases)]
    gallery(tiles, "cases.gallery", lambda number: _open(cases, number))
    opened = st.session_state.pop(_OPENED, None)
    if opened is not None:
        _look_at(opened)


def _tile(number: int, one: StoredPicture) -> Tile:
    return Tile(
        number=number,
        picture=picture_url(one.pixels),
        label=one.name,
        detail="",
        tone="strong",
        colour=COLOURS[one.name],
        hint=f"{one.name}: view or delete",
    )


def _open(cases: Sequence[StoredPicture], number: int) -> None:
    st.session_state[_OPENED] = cases[number]


@st.dialog("Case")
def _look_at(one: StoredPicture) -> None:
    st.image(picture_url(one.pixels), width=168)
    st.markdown(f"Every version must answer **{one.name}**.")
    if st.button("Delete", icon=":material/delete:"):
        with error_boundary():
            delete_pictures(Cases(resources.settings()), [one])
            st.rerun()
