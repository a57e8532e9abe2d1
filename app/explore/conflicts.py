"""What a class is confused with by near-duplicates: nearly the same picture, another label."""

from functools import partial

import streamlit as st

from app import resources
from app.components.gallery import gallery
from app.explore.data import Shown
from app.explore.results import open_picture, tile_of
from app.foreign import literal
from app.formatting import count
from app.jobs.once import show_job_or_start
from core.data.checks.duplicates import near_duplicate_words
from core.workflows.data.conflicts import Conflicts, conflicts
from core.workflows.data.validate import VALIDATE, ValidateParameters, start_validate

MAX_PAIRS = 6  # on a card


def show_conflicts(shown: Shown) -> Conflicts | None:
    """Say whether near-duplicates carry different labels, or offer to look for them."""
    version = shown.table.version
    found = conflicts(resources.settings(), version, shown.table.pictures)
    if found is None:
        show_job_or_start(
            VALIDATE,
            ValidateParameters(version),
            "Are there pictures that are nearly the same, but labelled differently? The checks of "
            "the data look for them; half a minute or so.",
            "Check the data",
            lambda: start_validate(resources.runner(), version),
        )
        return None
    st.caption(literal(found.sentence), help=literal(near_duplicate_words()))
    return found


def show_conflicts_of(shown: Shown, label: int, found: Conflicts) -> None:
    """Show the pairs of a class, side by side; nothing if it has none."""
    pairs = found.of_class(label, shown.table.pictures)
    if not pairs:
        return
    first = f", the first {count(MAX_PAIRS)} of {count(len(pairs))} pairs"
    st.caption(
        f"Nearly the same, labelled differently{first if len(pairs) > MAX_PAIRS else ''}. "
        "Each pair is side by side."
    )
    tiles = [tile_of(shown, number) for pair in pairs[:MAX_PAIRS] for number in pair]
    gallery(tiles, f"explore.conflicts.{label}", partial(open_picture, shown.table))
