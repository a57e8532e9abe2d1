"""Ask for the labelled pictures to measure on, and which answers count as right."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from app import resources
from app.foreign import literal_name
from app.formatting import count, counted
from core.data import CLASS_NAMES
from core.errors import BadData
from core.text import display_name
from core.workflows.photos.folder import (
    NAMES,
    Mapped,
    files_in_wardrobe,
    find_groups,
    label_key,
    unknown_labels,
)

FOLDER, WARDROBE = "A folder", "The wardrobe"
NONE = "none of the ten"
MAX_UNKNOWN = 20  # labels to ask about; with more, this is hardly a folder of garments


@dataclass(frozen=True)
class Asked:
    """What to measure on: a folder with its mapping, or the wardrobe if `folder` is None."""

    folder: Path | None
    mapping: Mapped


def stage_form() -> Asked | None:
    """Ask for labelled pictures; return None, and show what is missing, while incomplete.

    Raises BadData for input that cannot be scored.
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
    numbers = Counter(file.label for file in files_in_wardrobe(resources.settings()))
    st.markdown(_total(numbers))
    st.caption("A model that was fine-tuned on them has already seen half of them.")
    return Asked(None, {})


def _folder() -> Asked | None:
    text = st.text_input(
        "Path on this computer",
        placeholder="/home/me/photos",
        key="stages.folder",
        persist_state="session",
        help="One subfolder per label (t-shirt, pants, hat …), or one .ndjson file of strokes per "
        "label. The pictures are read in place and stay there.",
    )
    folder = _place(text or "")
    if folder is None:
        st.caption("Type or paste the full path of a folder with one subfolder per label.")
        return None
    groups = find_groups(folder)
    numbers = {label: len(files) for label, files in groups}
    st.markdown(_total(numbers))
    mapping = _mapping(list(numbers), folder)
    return Asked(folder, mapping) if mapping is not None else None


def _place(text: str) -> Path | None:
    """Read a pasted path, which may have quotes or blanks around it, or start with ~."""
    text = text.strip().strip("\"'").strip()
    if not text:
        return None
    try:
        folder = Path(text).expanduser()
    except RuntimeError as error:
        raise BadData(f"{text}: there is no such home folder. Give the full path.") from error
    if not folder.is_absolute() or "\0" in text:
        raise BadData(f"{text} is not a full path. Start at the root: /home/… or C:\\….")
    return folder


def _total(numbers: Mapping[str, int]) -> str:
    files = sum(numbers.values())
    noun = "file" if files == 1 else "files"
    return f"**{count(files)}** {noun} with {counted(len(numbers), 'label')}."


def _mapping(labels: Sequence[str], folder: Path) -> Mapped | None:
    """Ask which classes count as right for each label; None while one has none."""
    unknown = unknown_labels(list(labels), NAMES)
    if len(unknown) > MAX_UNKNOWN:
        raise BadData(
            f"{folder} has {len(unknown)} subfolders whose names are not known garments, such as "
            f"{display_name(unknown[0])}. Choose a folder with one subfolder per label."
        )
    if unknown:
        st.markdown("**What counts as right for these?**")
    answers = {label: _ask(label, folder) for label in unknown}
    if known := [label for label in labels if label not in unknown]:
        with st.expander("What counts as right", icon=":material/rule:"):
            answers |= {label: _ask(label, folder) for label in known}
    missing = [label for label, classes in answers.items() if not classes]
    if missing:
        st.caption(f"Still to choose: {', '.join(map(literal_name, missing))}.")
        return None
    return {label_key(label): _classes(classes) for label, classes in answers.items()}


def _ask(label: str, folder: Path) -> list[str]:
    known = NAMES.get(label_key(label))
    return st.multiselect(
        literal_name(label),
        [*CLASS_NAMES, NONE],
        default=None if known is None else list(known) or [NONE],
        placeholder="One or more classes, or none of the ten",
        key=f"stages.right.{folder}.{label!a}",
        persist_state="session",
    )


def _classes(chosen: Sequence[str]) -> tuple[str, ...]:
    return tuple(name for name in chosen if name != NONE)
