"""A trash: undo the last deletion, or restore what was deleted earlier."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import streamlit as st

from app.components.widgets import error_boundary
from app.foreign import literal
from app.formatting import counted, moment
from core.data.user_pictures.store import PictureStore, StoredPicture

LINES_SHOWN = 20


@dataclass(frozen=True)
class DeletedLine:
    """A deleted item in a list: its id, its label and name, and when it was created."""

    id: str
    label: str
    name: str
    when: float


def undo_bar(sentence: str, name: str) -> tuple[bool, bool]:
    """Show what was done, literally; return whether to undo it, and whether to close the bar."""
    row = st.container(horizontal=True, vertical_alignment="center", border=True)
    row.markdown(literal(sentence), width="content")
    undo = row.button("Undo", icon=":material/undo:", key=f"undo.{name}")
    return undo, row.button("Close", type="tertiary", key=f"undo.close.{name}")


@dataclass(frozen=True)
class Trash:
    """The deleted items of one kind.

    `restore` restores items by their ids; `erase`, if given, deletes all of them permanently.
    `name` separates the last deletion from those of other kinds.
    """

    name: str
    restore: Callable[[Sequence[str]], object]
    erase: Callable[[], object] | None = None

    def note(self, ids: Sequence[str], sentence: str) -> None:
        """Remember the last deletion for `offer_undo`; `sentence` is shown literally."""
        st.session_state[self._key] = (tuple(ids), sentence)

    def offer_undo(self) -> None:
        """Show the last deletion with a button to undo it."""
        ids, sentence = st.session_state.get(self._key, ((), ""))
        if not ids:
            return
        undo, close = undo_bar(sentence, self.name)
        if undo:
            self._restore(ids)
        if close:
            self._forget_and_rerun()

    def show(self, ids: Sequence[str], lines: Sequence[DeletedLine] = ()) -> None:
        """Show what can be restored: line by line if `lines` are given, else all at once."""
        if not ids:
            return
        with st.expander(f"Deleted ({len(ids)})", icon=":material/delete:"):
            for line in lines[:LINES_SHOWN]:
                self._line(line)
            if not lines:
                st.caption("They stay on this computer until they are deleted for good.")
                row = st.container(horizontal=True)
                if row.button("Restore all", icon=":material/undo:", key=f"back.{self.name}"):
                    self._restore(ids)
                self._erase_button(row)

    def _line(self, line: DeletedLine) -> None:
        row = st.container(horizontal=True, vertical_alignment="center")
        row.markdown(f"**{literal(line.label)}** {literal(line.name)}", width="content")
        row.caption(moment(line.when), width="content")
        if row.button("Restore", key=f"back.{self.name}.{line.id}", icon=":material/undo:"):
            self._restore([line.id])

    def _erase_button(self, row: st.delta_generator.DeltaGenerator) -> None:
        if self.erase and row.button(
            "Delete for good", icon=":material/delete_forever:", key=f"erase.{self.name}"
        ):
            with error_boundary():
                self.erase()
                self._forget_and_rerun()

    def _restore(self, ids: Sequence[str]) -> None:
        with error_boundary(), st.spinner("Restoring"):
            self.restore(ids)
            self._forget_and_rerun()

    def _forget_and_rerun(self) -> None:
        st.session_state.pop(self._key, None)
        st.rerun()

    @property
    def _key(self) -> str:
        return f"undo.ids.{self.name}"


def trash_of(store: PictureStore) -> Trash:
    """Return the trash of a picture store."""
    return Trash(store.name, lambda ids: store.restore(*ids), store.forget)


def delete_pictures(store: PictureStore, pictures: Sequence[StoredPicture]) -> None:
    """Delete pictures in a way that can be undone."""
    ids = [one.id for one in pictures]
    store.delete(*ids)
    trash_of(store).note(ids, f"Deleted {counted(len(ids), 'picture')}.")


def show_deleted_pictures(store: PictureStore) -> None:
    """Show the deleted pictures of a store."""
    trash_of(store).show([one.id for one in store.deleted()])
