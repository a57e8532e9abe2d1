"""The filters: which pictures to show and in which order. The address holds them too."""

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from app.explore.data import DATA, Shown
from app.explore.link import CLASSES, RANGES, from_words, to_words
from app.foreign import literal
from app.palette import ORDER
from core.data.classes import CLASS_NAMES
from core.workflows.data.query import FULL, NEEDS_ANSWERS, Order, Query, Verdict
from core.workflows.data.table import PictureTable

_KEY = "explore."
OPENED, VIEW = "picture", "view"  # other query parameters
_OTHERS = (DATA, OPENED, VIEW)
VIEWS = PICTURES, MAP, CLASS_CARDS = ("Pictures", "Map", "Classes")
_VIEW = "explore_view"  # the key of their control
TITLES = {
    Order.NUMBER: "Order of the files",
    Order.PROBABILITY: "Probability of the answer",
    Order.LABEL_PROBABILITY: "Probability of the label",
    Order.QUALITY: "Label quality",
    Order.BRIGHTNESS: "Brightness",
    Order.INK: "Ink area",
}
VERDICTS = {Verdict.RIGHT: "Right", Verdict.WRONG: "Wrong"}
RANGE_TITLES = {
    "probability": "Probability of the answer",
    "brightness": "Brightness",
    "ink": "Ink area",
}
HINTS = {
    "probability": "How sure the model is of its answer.",
    "brightness": "The mean of all pixels: 0 is black, 1 is white.",
    "ink": "The share of pixels that are not background.",
}


def ask_query(shown: Shown) -> Query:
    """Show the filters and return what they ask for; the address follows them."""
    _begin(shown)
    labels = st.pills(
        "Labels",
        ORDER,
        selection_mode="multi",
        key=f"{_KEY}labels",
        wrap=True,
        label_visibility="collapsed",
    )
    row = st.container(horizontal=True, vertical_alignment="bottom", gap="small")
    with row:
        verdict = _ask_verdict(shown)
        with st.popover("Filters", icon=":material/filter_alt:"):
            more = _ask_more(shown)
        show_all = st.container(width="content")  # always there: nothing moves when a filter is set
        order = _ask_order(shown)
        descending = st.toggle("Highest first", key=f"{_KEY}descending")
    query = Query(
        labels=_numbers(labels),
        verdict=verdict,
        order=order,
        descending=descending,
        like=shown.table.find(st.session_state.get(f"{_KEY}like") or ""),
        **more,
    )
    _offer_clear(query, shown.table, show_all)
    _write(query, shown.table)
    return query


def ask_view() -> str:
    """Ask for one of the views; the address says which, except for the first."""
    asked = st.query_params.get(VIEW, VIEWS[0])
    st.session_state.setdefault(_VIEW, asked if asked in VIEWS else VIEWS[0])
    chosen = st.segmented_control(
        "View", VIEWS, required=True, label_visibility="collapsed", key=_VIEW
    )
    chosen = chosen or VIEWS[0]
    if chosen == VIEWS[0]:
        st.query_params.pop(VIEW, None)
    else:
        st.query_params[VIEW] = chosen
    return chosen


def more_like(key: str) -> None:
    """Order the pictures by likeness to the one that an address names so."""
    st.session_state[f"{_KEY}like"] = key
    _show_pictures()
    st.query_params.pop(OPENED, None)


def show_only_tag(tag: str) -> None:
    """Show the pictures of a tag, whatever was filtered before."""
    clear()
    st.session_state[f"{_KEY}tags"] = [tag]
    _show_pictures()


def _show_pictures() -> None:
    """In a callback, leave the map or the class cards for the pictures, which have the filters."""
    st.session_state[_VIEW] = VIEWS[0]
    st.query_params.pop(VIEW, None)


def clear() -> None:
    """Remove every filter."""
    for key in [key for key in st.session_state if str(key).startswith(_KEY)]:
        del st.session_state[key]
    for name in [name for name in st.query_params if name not in _OTHERS]:
        del st.query_params[name]


def _begin(shown: Shown) -> None:
    """Fill the filters from the address, at the first run of a visit."""
    if f"{_KEY}labels" in st.session_state:
        return
    words = {name: st.query_params.get_all(name) for name in st.query_params}
    read = from_words(words, shown.tags, shown.table)
    if read.problems:
        st.warning(
            literal(f"A part of this link could not be used. {' '.join(read.problems)}"),
            icon=":material/link_off:",
        )
    query = read.query
    start: dict[str, Any] = {
        "labels": [name for name in ORDER if CLASSES[name] in query.labels],
        "predicted": [name for name in ORDER if CLASSES[name] in query.predicted],
        "parts": [shown.table.splits_by_part[part] for part in query.parts],
        "verdict": None if query.verdict is Verdict.ANY else query.verdict,
        "order": query.order,
        "descending": query.descending,
        "tags": list(query.tags),
        "like": None if query.like is None else shown.table.key(query.like),
        **{name: getattr(query, name) for name in RANGES},
    }
    for name, value in start.items():
        st.session_state.setdefault(f"{_KEY}{name}", value)


def _ask_verdict(shown: Shown) -> Verdict:
    if shown.answers is None:
        return Verdict.ANY
    version = shown.model
    chosen: Verdict | None = st.segmented_control(
        f"Answer of {version.name}",
        list(VERDICTS),
        format_func=VERDICTS.__getitem__,
        key=f"{_KEY}verdict",
        help="On pictures that it was trained on, a model is right more often than on new ones.",
        width="content",
    )
    return chosen or Verdict.ANY


def _ask_order(shown: Shown) -> Order:
    there = [one for one in Order if _possible(one, shown)]
    if st.session_state.get(f"{_KEY}order") not in there:
        st.session_state[f"{_KEY}order"] = Order.NUMBER
    chosen: Order = st.selectbox(
        "Sort by", there, format_func=_title_in(shown), key=f"{_KEY}order", width=210
    )
    return chosen


def _title_in(shown: Shown) -> Callable[[Order], str]:
    titles = TITLES | {Order.NUMBER: "Date added"} if shown.is_wardrobe else TITLES
    return titles.__getitem__


def _possible(order: Order, shown: Shown) -> bool:
    if order in NEEDS_ANSWERS:
        return shown.answers is not None
    return order is not Order.QUALITY or shown.table.audited


def _ask_more(shown: Shown) -> dict[str, Any]:
    splits = {name: part for part, name in shown.table.splits_by_part.items()}
    parts = st.pills(
        "Split", list(splits), selection_mode="multi", key=f"{_KEY}parts", format_func=literal
    )
    found: dict[str, Any] = {"parts": tuple(splits[name] for name in parts)}
    if shown.answers is not None:
        version = shown.model
        predicted = st.pills(
            f"{version.name} answers",
            ORDER,
            selection_mode="multi",
            key=f"{_KEY}predicted",
            wrap=True,
        )
        found["predicted"] = _numbers(predicted)
    if shown.tags:
        there = [tag for tag in st.session_state[f"{_KEY}tags"] if tag in shown.tags]
        st.session_state[f"{_KEY}tags"] = there
        tags = st.multiselect("Tags", list(shown.tags), key=f"{_KEY}tags", format_func=literal)
        found["tags"] = tuple(tags)
    for name in RANGES:
        if name != "probability" or shown.answers is not None:
            found[name] = st.slider(
                RANGE_TITLES[name], *FULL, step=0.01, key=f"{_KEY}{name}", help=HINTS[name]
            )
    return found


def _offer_clear(query: Query, table: PictureTable, place: DeltaGenerator) -> None:
    """Say which filters hold, where a person would not see them, and offer to remove all."""
    said = [f"tag {tag}" for tag in query.tags]
    said += [table.splits_by_part[part] for part in query.parts]
    said += [f"answered {CLASS_NAMES[label]}" for label in query.predicted]
    said += [RANGE_TITLES[name].lower() for name in RANGES if getattr(query, name) != FULL]
    said = [f"Filtered by {', '.join(said)}"] if said else []
    if query.like is not None:
        said.insert(0, f"Sorted by likeness to {table.name(query.like)}")
    filtered = bool(said or query.labels or query.verdict is not Verdict.ANY)
    place.button(
        "Show all",
        icon=":material/filter_alt_off:",
        type="tertiary",
        disabled=not filtered,
        on_click=clear,
    )
    if said:
        st.markdown(literal(" · ".join(said)))


def _numbers(names: Sequence[str]) -> tuple[int, ...]:
    return tuple(sorted(CLASSES[name] for name in names))


def _write(query: Query, table: PictureTable) -> None:
    """Put the query into the address, beside what else is there."""
    words = to_words(query, table)
    for name in [name for name in st.query_params if name not in (*_OTHERS, *words)]:
        del st.query_params[name]
    for name, values in words.items():
        if st.query_params.get_all(name) != values:
            st.query_params[name] = values  # type: ignore[assignment]  # several values
