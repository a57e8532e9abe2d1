"""Ask for the labelled pictures to measure on, and which answers count as right.

One half shows the widgets, the other reads their values from the session state, which a callback
can do before the page runs.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from app import resources
from app.foreign import literal_name
from app.formatting import count, counted
from core.data import CLASS_NAMES
from core.data.label_names import label_key
from core.errors import BadData
from core.examples.shop_folder import COUNT, write_examples
from core.text import display_name
from core.workflows.photos.folder import (
    NAMES,
    Mapped,
    files_in_wardrobe,
    find_groups,
    unknown_labels,
)

FOLDER, WARDROBE, EXAMPLES = "A folder", "The wardrobe", "Examples"
SOURCE, PATH = "stages.source", "stages.folder"  # the widget keys
NONE = "none of the ten"
MAX_UNKNOWN = 20  # labels to ask about; with more, this is hardly a folder of garments


@dataclass(frozen=True)
class Asked:
    """What to measure on: a folder with its mapping, or the wardrobe if `folder` is None."""

    folder: Path | None
    mapping: Mapped


def stage_form() -> None:
    """Ask for labelled pictures, and show what is missing.

    Raises BadData for input that cannot be scored.
    """
    source = st.segmented_control(
        "Labelled pictures",
        [FOLDER, WARDROBE, EXAMPLES],
        default=FOLDER,
        required=True,
        key=SOURCE,
        persist_state="session",
    )
    {FOLDER: _folder, WARDROBE: _wardrobe, EXAMPLES: _examples}[source or FOLDER]()


def entered() -> Asked:
    """Return what the form asks for. Raises BadData for what is missing or cannot be scored."""
    source = st.session_state.get(SOURCE, FOLDER)
    if source == WARDROBE:
        return Asked(None, {})
    if source == EXAMPLES:
        return Asked(write_examples(resources.settings()), NAMES)
    folder = _place(st.session_state.get(PATH) or "")
    if folder is None:
        raise BadData("Give the full path of a folder with one subfolder per label.")
    chosen = {label: _chosen(label, folder) for label, _ in find_groups(folder)}
    if missing := [display_name(label) for label, classes in chosen.items() if not classes]:
        raise BadData(f"Still to choose what counts as right for: {', '.join(missing)}.")
    return Asked(folder, {label_key(label): _classes(found) for label, found in chosen.items()})


def _examples() -> None:
    st.markdown(f"**{COUNT}** simulated shop pictures, five of each class.")
    st.caption("Made from validation pictures, which no model was trained on.")


def _wardrobe() -> None:
    numbers = Counter(file.label for file in files_in_wardrobe(resources.settings()))
    st.markdown(_total(numbers))
    st.caption("A model that was fine-tuned on them has already seen half of them.")


def _folder() -> None:
    text = st.text_input(
        "Path on this computer",
        placeholder="/home/me/photos",
        key=PATH,
        persist_state="session",
        help="One subfolder per label (t-shirt, pants, hat …), or one .ndjson file of strokes per "
        "label. The pictures are read in place and stay there.",
    )
    folder = _place(text or "")
    if folder is None:
        st.caption("Type or paste the full path of a folder with one subfolder per label.")
        return
    numbers = {label: len(files) for label, files in find_groups(folder)}
    st.markdown(_total(numbers))
    _ask_mapping(list(numbers), folder)


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


def _ask_mapping(labels: Sequence[str], folder: Path) -> None:
    """Ask which classes count as right for each label."""
    unknown = unknown_labels(list(labels), NAMES)
    if len(unknown) > MAX_UNKNOWN:
        raise BadData(
            f"{folder} has {len(unknown)} subfolders whose names are not known garments, such as "
            f"{display_name(unknown[0])}. Choose a folder with one subfolder per label."
        )
    if unknown:
        st.markdown("**What counts as right for these?**")
    for label in unknown:
        _ask(label, folder)
    if known := [label for label in labels if label not in unknown]:
        with st.expander("What counts as right", icon=":material/rule:"):
            for label in known:
                _ask(label, folder)
    if missing := [label for label in labels if not _chosen(label, folder)]:
        st.caption(f"Still to choose: {', '.join(map(literal_name, missing))}.")


def _ask(label: str, folder: Path) -> None:
    st.multiselect(
        literal_name(label),
        [*CLASS_NAMES, NONE],
        default=_usual(label),
        placeholder="One or more classes, or none of the ten",
        key=_key(label, folder),
        persist_state="session",
    )


def _chosen(label: str, folder: Path) -> list[str]:
    chosen: list[str] = st.session_state.get(_key(label, folder), _usual(label))
    return chosen


def _usual(label: str) -> list[str]:
    known = NAMES.get(label_key(label))
    return [] if known is None else list(known) or [NONE]


def _key(label: str, folder: Path) -> str:
    return f"stages.right.{folder}.{label!a}"


def _classes(chosen: Sequence[str]) -> tuple[str, ...]:
    return tuple(name for name in chosen if name != NONE)
