"""Delete pictures from a shelf, with the way back, and forget them for good."""

from collections.abc import Sequence

import streamlit as st

from core.data.user_pictures.store import Kept, Shelf


def delete(shelf: Shelf, items: Sequence[Kept]) -> None:
    """Delete, and remember what, for `offer_undo`."""
    shelf.delete(*(one.id for one in items))
    st.session_state[_undo(shelf)] = [one.id for one in items]


def offer_undo(shelf: Shelf) -> None:
    """Say what was just deleted, with the way back."""
    gone: Sequence[str] = st.session_state.get(_undo(shelf), ())
    if not gone:
        return
    row = st.container(horizontal=True, vertical_alignment="center", border=True)
    row.markdown(f"Deleted {_pictures(len(gone))}.", width="content")
    row.button("Undo", icon=":material/undo:", on_click=_bring_back, args=(shelf, gone))
    row.button("Close", type="tertiary", on_click=_bring_back, args=(shelf, ()))


def _bring_back(shelf: Shelf, ids: Sequence[str]) -> None:
    shelf.restore(*ids)
    st.session_state.pop(_undo(shelf), None)


def _undo(shelf: Shelf) -> str:
    return f"undo.{shelf.name}"


def _pictures(count: int) -> str:
    return f"{count} picture{'s' if count != 1 else ''}"


def show_deleted(shelf: Shelf) -> None:
    """Say what was deleted and still lies here; bring it back, or forget it for good."""
    gone = shelf.deleted()
    if not gone:
        return
    with st.expander(f"Deleted ({len(gone)})", icon=":material/delete:"):
        st.caption("They lie on this computer until they are forgotten.")
        row = st.container(horizontal=True)
        ids = [one.id for one in gone]
        row.button(
            "Bring all back", icon=":material/undo:", on_click=_bring_back, args=(shelf, ids)
        )
        row.button(
            "Forget for good", icon=":material/delete_forever:", on_click=_forget, args=(shelf,)
        )


def _forget(shelf: Shelf) -> None:
    shelf.forget()
    st.session_state.pop(_undo(shelf), None)
