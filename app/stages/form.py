"""Ask which labelled pictures the stages are to be measured on, and what counts as right."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from app import resources
from app.formatting import count
from app.literal import literal
from app.readable import readable
from core.data import CLASS_NAMES
from core.errors import BadData
from core.workflows.photos.folder import (
    NAMES,
    Mapped,
    find_groups,
    samples_in_wardrobe,
    unknown_labels,
)

FOLDER, WARDROBE = "A folder", "The wardrobe"
NONE = "none of the ten"
MOST_UNKNOWN = 20  # labels to ask about; more of them is hardly a folder of garments


@dataclass(frozen=True)
class Asked:
    """What to measure on: a folder with its mapping, or the wardrobe where `folder` is None."""

    folder: Path | None
    mapping: Mapped


def stage_form() -> Asked | None:
    """Ask for labelled pictures; None while something is missing, which is then said.

    Raises BadData for what cannot be scored.
    """
    source = st.segmented_control(
        "Labelled pictures",
        [FOLDER, WARDROBE],
        default=FOLDER,
        required=True,
        key="stages.source",
        persist_state="session",
    )
    return _wardrobe() if source == WARDROBE else _folder()


def _wardrobe() -> Asked:
    samples = samples_in_wardrobe(resources.settings())
    numbers = Counter(sample.label for sample in samples)
    st.markdown(_total(numbers))
    st.caption("A model that was taught with them knows one half of them already.")
    return Asked(None, {})


def _folder() -> Asked | None:
    text = st.text_input(
        "Its place on this computer",
        placeholder="/home/me/photos",
        key="stages.folder",
        persist_state="session",
        help="One subfolder a label (t-shirt, pants, hat …), or one .ndjson file of strokes a "
        "label. The pictures are read where they are and stay there.",
    )
    folder = _place(text or "")
    if folder is None:
        st.caption("Type or paste the folder's whole path: one subfolder a label.")
        return None
    groups = find_groups(folder)
    numbers = {label: len(files) for label, files in groups}
    st.markdown(_total(numbers))
    mapping = _mapping(list(numbers), folder)
    return Asked(folder, mapping) if mapping is not None else None


def _place(text: str) -> Path | None:
    """Read a path as people paste it: with quotes and blanks around, or from their home."""
    text = text.strip().strip("\"'").strip()
    if not text:
        return None
    try:
        folder = Path(text).expanduser()
    except RuntimeError as error:
        raise BadData(f"{text}: there is no such home folder. Give the whole path.") from error
    if not folder.is_absolute() or "\0" in text:
        raise BadData(f"{text} is not a whole path. Begin at the root: /home/… or C:\\….")
    return folder


def _total(numbers: Mapping[str, int]) -> str:
    files, labels = sum(numbers.values()), len(numbers)
    what = "label" if labels == 1 else "labels"
    return f"**{count(files)}** {'file' if files == 1 else 'files'} in {count(labels)} {what}."


def _mapping(labels: Sequence[str], folder: Path) -> Mapped | None:
    """Ask what counts as right for each label; None while one has no answer."""
    unknown = unknown_labels(list(labels), NAMES)
    if len(unknown) > MOST_UNKNOWN:
        raise BadData(
            f"{folder} has {len(unknown)} subfolders whose names are no garments that are known "
            f"here, such as {_literal(unknown[0])}. Is it the folder with one subfolder a label?"
        )
    if unknown:
        st.markdown("**What counts as right for these?**")
    asked = {label: _ask(label, folder) for label in unknown}
    if known := [label for label in labels if label not in unknown]:
        with st.expander("What counts as right", icon=":material/rule:"):
            asked |= {label: _ask(label, folder) for label in known}
    missing = [label for label, classes in asked.items() if not classes]
    if missing:
        st.caption(f"Choose for {', '.join(map(_literal, missing))}.")
        return None
    return {label.lower(): _classes(classes) for label, classes in asked.items()}


def _ask(label: str, folder: Path) -> list[str]:
    known = NAMES.get(label.lower())
    return st.multiselect(
        _literal(label),
        [*CLASS_NAMES, NONE],
        default=None if known is None else list(known) or [NONE],
        placeholder="One class or several, or none of the ten",
        key=f"stages.right.{folder}.{label!a}",
        persist_state="session",
    )


def _literal(label: str) -> str:
    return literal(readable(label))


def _classes(chosen: Sequence[str]) -> tuple[str, ...]:
    return tuple(name for name in chosen if name != NONE)
