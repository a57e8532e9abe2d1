"""The view Map: all pictures by what the model sees in them, and those inside a lasso."""

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from app import resources
from app.explore.data import Shown
from app.explore.map import clear_selection, show_map
from app.explore.map_canvas.points import MapPoints
from app.explore.standing import show_missing_answers
from app.jobs.once import show_job_or_start
from core.workflows.data.picture_map.job import PROJECTION, ProjectionParameters, start_projection

_KEY = "explore_map"


def show_map_view(shown: Shown) -> NDArray[np.intp] | None:
    """Show the map, or offer to make it; return the numbers of the selected pictures, if any."""
    places = resources.projection(shown.model, shown.table.version)
    if places is None:
        version, data = shown.model, shown.table.version
        show_job_or_start(
            PROJECTION,
            ProjectionParameters(version.name, data),
            f"There is no map by {version.name} yet. It puts pictures together that look alike to "
            "the model; making it takes a few minutes, once.",
            f"Make the map by {version.name}",
            lambda: start_projection(resources.runner(), version, data),
        )
        return None
    show_missing_answers(shown)
    key = f"{_KEY}.{shown.model.name}.{shown.table.version}"
    selected = show_map(_points(shown, places), key)
    if selected is None:
        st.caption("Draw around points to see their pictures here.")
        return None
    st.button(
        "Clear the lasso",
        type="tertiary",
        icon=":material/close:",
        on_click=clear_selection,
        args=(key,),
    )
    return selected.numbers


def _points(shown: Shown, places: NDArray[np.float32]) -> MapPoints:
    """Return the pictures that the version does not leave out as points."""
    pictures = shown.table.pictures
    kept = np.flatnonzero(~pictures.excluded)
    tagged = np.zeros(len(pictures), bool)
    for numbers in shown.tags.values():
        tagged[[number for number in numbers if number < len(pictures)]] = True
    return MapPoints(
        xy=places[kept],
        labels=pictures.labels[kept],
        predicted=None if shown.answers is None else shown.answers.predicted[kept],
        quality=shown.table.quality[kept] if shown.table.audited else None,
        parts=pictures.parts[kept],
        tagged=tagged[kept] if shown.tags else None,
        numbers=kept,
        version=shown.table.version,
    )
