"""The upload form of an import: which files, as what, and from which version."""

from collections.abc import Sequence
from typing import BinaryIO, Literal

import streamlit as st

from app import resources
from app.components.widgets import error_boundary, main_button
from app.formatting import count, dataset_title
from app.versions.imports.example import example_files
from core import data
from core.input_kind import AUTO, InputKind
from core.workflows.data.imports.importing import MAX_IMPORTED
from core.workflows.data.imports.job import start_import
from core.workflows.data.imports.sources import MAX_UNPACKED
from core.workflows.data.imports.store import MAX_FILES, Uploads

UPLOAD = "upload"  # the query parameter that names the opened one
KINDS: dict[str, str] = {
    AUTO: "Decide for each",
    InputKind.PHOTO: "Photos",
    InputKind.DRAWING: "Drawings",
    InputKind.PIXELS: "28×28 pictures",
}
FOLDER, ZIP, CSV = SOURCES = ("Folder", "Zip", "CSV")
_LABELS = {
    FOLDER: "A folder with one subfolder a class",
    ZIP: "A zip with one folder a class",
    CSV: "A CSV with the columns file and label, and its pictures",
}
_KEY = "versions.import"
_PARENT, _KIND, _SOURCE, _TURN = (f"{_KEY}.{name}" for name in ("parent", "kind", "from", "turn"))


def offer_import(names: Sequence[str]) -> None:
    """Ask for files, store them as an upload, start preparing it, and open it."""
    st.subheader("Import pictures", anchor=False)
    st.selectbox("Made from", names, len(names) - 1, format_func=dataset_title, key=_PARENT)
    source = st.segmented_control("What you have", SOURCES, default=FOLDER, key=_SOURCE)
    files = _ask_files(source or FOLDER)
    st.segmented_control(
        "Read the pictures as",
        list(KINDS),
        default=AUTO,
        format_func=KINDS.__getitem__,
        wrap=True,
        key=_KIND,
        help="Photos are cut out, drawings are thickened, pictures of the dataset's own kind are "
        "taken as they are.",
    )
    if not files:
        st.caption(
            f"Up to {count(MAX_FILES)} files, or {count(MAX_IMPORTED)} in a zip, and "
            f"{MAX_UNPACKED // 10**6} MB. Nothing is published before you have seen it."
        )
        _offer_example()
        return  # no button yet: a press during the upload would be lost
    if main_button("Preview", ":material/preview:"):
        with error_boundary():
            _take_in([(file.name, file) for file in files])
            st.session_state[_TURN] = _turn() + 1  # empties the uploader: the files are on disk
            st.rerun()


def chosen_parent() -> str:
    """Return the version that the form names."""
    return str(st.session_state.get(_PARENT) or "v1")


def chosen_kind() -> str:
    """Return the input kind that the form names."""
    return str(st.session_state.get(_KIND) or AUTO)


def _turn() -> int:
    return int(st.session_state.get(_TURN, 0))


def _ask_files(source: str) -> Sequence[BinaryIO]:
    several: bool | Literal["directory"] = "directory" if source == FOLDER else source == CSV
    found = st.file_uploader(
        _LABELS[source],
        accept_multiple_files=several,
        key=f"{_KEY}.{source}.{_turn()}",
        max_upload_size=MAX_UNPACKED // 10**6,
    )
    return found if isinstance(found, list) else [found] if found else []


def _offer_example() -> None:
    if st.button(
        "Preview an example",
        icon=":material/auto_awesome:",
        help="Twenty simulated shop pictures by class, and three files that cannot be taken. "
        "Discard the preview when you have seen enough.",
    ):
        with error_boundary():
            with st.spinner("Making the example"):
                # Not the test split: what is published may be learned from.
                files = example_files(data.load("v1", resources.settings()).train)
            _take_in(files)
            st.rerun()


def _take_in(files: Sequence[tuple[str, BinaryIO]]) -> None:
    """Copy files into an upload and start preparing it. Any press stops it: none are kept then."""
    row = st.empty().container(horizontal=True, vertical_alignment="bottom")
    bar = row.progress(0.0, _taken_in(0, len(files)))
    row.button("Stop", icon=":material/stop_circle:", key=f"{_KEY}.stop")
    upload = Uploads(resources.settings()).keep(
        files, lambda done: bar.progress(done / len(files), _taken_in(done, len(files)))
    )
    start_import(resources.runner(), upload, chosen_parent(), chosen_kind())
    st.query_params[UPLOAD] = upload.id


def _taken_in(done: int, total: int) -> str:
    return f"{count(done)} of {count(total)} taken in"
