"""Act on a selection: tag all of it, which saves it under a name, or export it."""

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
import streamlit as st
from numpy.typing import NDArray
from streamlit.delta_generator import DeltaGenerator

from app import resources
from app.components.widgets import error_boundary
from app.explore.data import Shown
from app.explore.filters import show_only_tag
from app.explore.results import choose_only, chosen_numbers, show_results
from app.foreign import literal
from app.formatting import count, counted
from core.data.tags import MAX_TAG, Tags
from core.errors import FittingRoomError
from core.workflows.data.exports import MAX_ON_SHEET, as_csv, as_folders, as_parquet, as_sheet

_DONE, _NAME = "explore_done", "explore_tag_name"


def show_pictures(shown: Shown, numbers: NDArray[np.intp] | None) -> None:
    """Show pictures and what can be done with them; nothing if there is no selection."""
    if numbers is not None:
        act_on_selection(shown, numbers)
        show_results(shown, numbers)


def act_on_selection(shown: Shown, numbers: NDArray[np.intp]) -> None:
    """Show what can be done with the chosen pictures, or with all that match if none is chosen."""
    _show_done()
    chosen = chosen_numbers(shown.table)
    acted: list[int] = sorted(chosen) if chosen else numbers.tolist()
    if not acted:
        return
    row = st.container(horizontal=True, vertical_alignment="center", gap="small")
    words = (
        f"**{count(len(chosen))} chosen**" if chosen else f"**{counted(len(acted), 'picture')}**"
    )
    row.markdown(
        words,
        width="content",
        help=None if chosen else "Tick pictures to act on some of them only.",
    )
    if not shown.is_wardrobe:  # tags are by number, which a deletion changes there
        _offer_tag(row, acted)
    _offer_untag(row, shown, acted)
    _offer_export(row, shown, acted)
    if chosen:
        row.button(
            "Choose none",
            type="tertiary",
            on_click=choose_only,
            args=(shown.table, frozenset()),
        )


def _offer_tag(row: DeltaGenerator, numbers: Sequence[int]) -> None:
    with row.popover("Tag", icon=":material/sell:"):
        st.caption("A tag saves these pictures under a name. Its link shows them again.")
        st.text_input("Name of the tag", key=_NAME, max_chars=MAX_TAG, placeholder="odd sandals")
        st.button(
            f"Tag {counted(len(numbers), 'picture')}",
            type="primary",
            on_click=_tag,
            args=(tuple(numbers),),
        )


def _offer_untag(row: DeltaGenerator, shown: Shown, numbers: Sequence[int]) -> None:
    carried = [tag for tag, tagged in shown.tags.items() if tagged.intersection(numbers)]
    if not carried:
        return
    with row.popover("Tags", icon=":material/bookmarks:"):
        for tag in carried:
            line = st.container(horizontal=True, vertical_alignment="center")
            line.markdown(literal(tag), width="stretch")
            line.button("Show", key=f"explore_show_tag.{tag}", on_click=show_only_tag, args=(tag,))
            line.button(
                "Remove", key=f"explore_untag.{tag}", on_click=_untag, args=(tag, tuple(numbers))
            )


def _offer_export(row: DeltaGenerator, shown: Shown, numbers: Sequence[int]) -> None:
    table, answers = shown.table, shown.answers
    forms: tuple[tuple[str, str, Callable[[], bytes]], ...] = (
        ("CSV", "csv", partial(as_csv, table, answers, numbers)),
        ("Contact sheet (PNG)", "png", partial(as_sheet, table, numbers)),
        ("A folder per class (zip)", "zip", partial(as_folders, table, numbers)),
        ("Parquet, with pixels", "parquet", partial(as_parquet, table, answers, numbers)),
    )
    with row.popover("Export", icon=":material/download:"):
        for title, suffix, make in forms:
            st.download_button(
                literal(title),
                make,
                f"pictures-{table.version}.{suffix}",
                key=f"explore_export.{suffix}",
                on_click="ignore",
                width="stretch",
            )
        if len(numbers) > MAX_ON_SHEET:
            st.caption(f"The sheet has the first {count(MAX_ON_SHEET)}.")


def _tag(numbers: tuple[int, ...]) -> None:
    name = st.session_state.get(_NAME, "")
    _try(
        lambda: Tags(resources.settings()).add(name, numbers),
        lambda kept: f"Tagged {counted(len(numbers), 'picture')} “{kept}”.",
    )


def _untag(tag: str, numbers: tuple[int, ...]) -> None:
    _try(
        lambda: Tags(resources.settings()).remove(tag, numbers),
        lambda _: f"Removed the tag “{tag}” from {counted(len(numbers), 'picture')}.",
    )


def _try(act: Callable[[], object], sentence: Callable[[object], str]) -> None:
    try:
        done = act()
    except FittingRoomError as error:
        st.session_state[_DONE] = (False, str(error))
    else:
        st.session_state[_DONE] = (True, sentence(done))


def _show_done() -> None:
    """Show once what the last click did."""
    done = st.session_state.pop(_DONE, None)
    if done is None:
        return
    worked, words = done
    with error_boundary():
        if worked:
            st.toast(literal(words), icon=":material/check:")
        else:
            st.error(literal(words), icon=":material/error:")
