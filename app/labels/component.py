"""The court as a custom component: it shows a case, reads the keys, and queues the decisions."""

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from app import resources
from app.labels.cases import payload
from app.labels.session import Court, author_name, dismiss, mine
from core.data.quality.verdicts import Verdict, Verdicts
from core.data.versions.store import MAX_AUTHOR, MAX_REASON
from core.errors import BadRecord, HomeUnusable
from core.records import from_json

KEY = "labels.court"
_STORED, _TROUBLE = "labels.stored", "labels.trouble"
_HERE = Path(__file__).parent


def show_court(court: Court) -> None:
    """Show the cases; what is decided about them is in the record before the page runs again."""
    data = {
        **payload(court),
        "stored": st.session_state.get(_STORED, []),
        "trouble": st.session_state.get(_TROUBLE, ""),
    }
    _component()(key=KEY, data=data, on_queue_change=_receive)


def _receive() -> None:
    """Keep the decisions of the browser's queue, and remember which are on disk."""
    queue: Any = st.session_state[KEY].get("queue")
    entries = queue.get("entries") if isinstance(queue, Mapping) else None
    keep_decisions(entries if isinstance(entries, list) else [])


def keep_decisions(entries: list[Any]) -> None:
    """Add entries to the record, each once. Those that no court could have sent are dropped."""
    verdicts = [one for one in map(_verdict, entries) if one is not None]
    st.session_state[_TROUBLE] = ""
    try:
        Verdicts(resources.settings()).add(verdicts)
    except HomeUnusable as error:
        st.session_state[_TROUBLE] = str(error)
        return
    mine().update(one.id for one in verdicts)
    dismiss({one.picture for one in verdicts})
    st.session_state[_STORED] = [
        one["id"] for one in entries if isinstance(one, Mapping) and "id" in one
    ]


def _verdict(entry: object) -> Verdict | None:
    if not isinstance(entry, Mapping):
        return None
    reason = str(entry.get("reason", "")).strip()[:MAX_REASON]
    author = author_name()[:MAX_AUTHOR]
    try:
        return from_json(Verdict, {**entry, "reason": reason, "author": author})
    except BadRecord:
        return None


@cache
def _component() -> Callable[..., Any]:
    return st.components.v2.component(
        "fitting_room_court",
        html='<section class="court" aria-label="The case"></section>',
        css=(_HERE / "court.css").read_text("utf-8"),
        js=(_HERE / "court.js").read_text("utf-8"),
    )
