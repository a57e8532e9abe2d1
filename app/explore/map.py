"""The map of all pictures: hover shows a picture, a lasso selects many."""

from dataclasses import dataclass

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from app.explore.map_canvas.blob import encode, places_of
from app.explore.map_canvas.element import canvas
from app.explore.map_canvas.points import MapPoints, colourings
from core.errors import BadRecord
from core.records import from_json
from core.workflows.data.picture_map.lasso import inside

MAX_CORNERS = 512
MEANING = (
    "Neighbours on this map look alike to the model. How far apart two groups are, how large a "
    "group is and where it lies mean nothing: the map keeps who is near whom, not distances."
)


@dataclass(frozen=True)
class Lasso:
    """What the browser sends: the corners, in the unit of `places_of`.

    Points of the `hidden` entries of the `colouring` that was shown cannot be selected.
    """

    polygon: tuple[tuple[float, float], ...]
    colouring: str
    hidden: tuple[int, ...] = ()


@dataclass(frozen=True, eq=False)
class Selection:
    """The numbers of the pictures inside a lasso, in order: (n,)."""

    numbers: NDArray[np.intp]


def show_map(points: MapPoints, key: str) -> Selection | None:
    """Show a map; return what is selected on it, None if nothing is.

    The selection is kept in `st.session_state[selection_key(key)]`, also while another page is
    open. Call it in a fragment to rerun only what shows the selection.
    """
    place = selection_key(key)

    def on_lasso(sent: object) -> None:
        st.session_state[place] = selection_of(points, sent)

    canvas(encode(points, key), f"{key}.canvas.{_times_cleared(key)}", on_lasso)
    st.caption(MEANING)
    selected: Selection | None = st.session_state.get(place)
    return selected


def selection_key(key: str) -> str:
    return f"{key}.selection"


def clear_selection(key: str) -> None:
    """Select nothing, and remove the lasso from the map that is shown next."""
    st.session_state.pop(selection_key(key), None)
    st.session_state[_cleared_key(key)] = _times_cleared(key) + 1


def selection_of(points: MapPoints, sent: object) -> Selection | None:
    """Return the pictures inside a lasso that the browser sent; None if it is not a valid one."""
    try:
        lasso = from_json(Lasso, sent)
    except BadRecord:
        return None
    shown = next((one for one in colourings(points) if one.name == lasso.colouring), None)
    if shown is None or not 3 <= len(lasso.polygon) <= MAX_CORNERS:
        return None
    chosen = inside(places_of(points.xy), np.array(lasso.polygon))
    return Selection(points.picture_numbers(chosen & ~np.isin(shown.codes, lasso.hidden)))


def _times_cleared(key: str) -> int:
    return int(st.session_state.get(_cleared_key(key), 0))


def _cleared_key(key: str) -> str:
    return f"{key}.cleared"
