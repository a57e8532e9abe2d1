"""What an import would take, by class, and what not and why."""

from collections.abc import Sequence

import numpy as np
import streamlit as st

from app.components.data_url import picture_url
from app.foreign import literal, literal_html
from app.formatting import count, counted, dataset_title
from app.palette import COLOURS, ORDER
from app.versions.html_table import show_table
from core.data.classes import CLASS_NAMES
from core.workflows.data.imports.importing import ImportPreview, Refused

EVERY, OF_ALL, OF_ONE = "All classes", 24, 600  # tiles of a class: among all, and by itself
REASONS = 200  # refused files that are listed

_STYLE = """
.taken { display: flex; flex-wrap: wrap; gap: 16px 28px; }
.taken h4 {
  font: inherit; font-size: 0.875rem; font-weight: 600; margin: 0 0 4px; padding: 0 0 0 8px;
  border-left: 4px solid;
}
.taken h4 span { font-weight: 400; opacity: 0.8; }
.taken div { display: flex; flex-wrap: wrap; gap: 4px; }
.taken img {
  width: 56px; height: 56px; image-rendering: pixelated; border-radius: 2px;
  background: rgb(20, 21, 26);
}
"""


def show_summary(preview: ImportPreview) -> None:
    """Show how many pictures would be taken, and how many files not."""
    st.markdown(
        f"**{counted(len(preview.added), 'picture')}** to add to the training split of "
        f"{dataset_title(preview.parent)}. **{counted(len(preview.refused), 'file')}** refused."
    )


def show_preview(preview: ImportPreview, key: str) -> None:
    """Show the pictures as they would be published, by class, then the refused files."""
    taken = preview.per_class
    there = [name for name in ORDER if taken.get(name)]
    chosen: str | None = EVERY
    if len(there) > 1:
        chosen = st.pills(
            "Classes",
            [EVERY, *there],
            default=EVERY,
            format_func=lambda name: (
                EVERY if name == EVERY else f"{literal(name)} {count(taken[name])}"
            ),
            key=f"versions.preview.{key}",
            label_visibility="collapsed",
            wrap=True,
        )
    shown = [(str(chosen), OF_ONE)] if chosen in there else [(name, OF_ALL) for name in there]
    sections = "".join(_section(preview, name, limit) for name, limit in shown)
    st.html(f'<style>{_STYLE}</style><div class="taken">{sections}</div>')
    if preview.refused:
        _show_refused(preview.refused)


def _section(preview: ImportPreview, name: str, limit: int) -> str:
    """Return the pictures of one class as HTML; the title of each is the name of its file."""
    added = preview.added
    numbers = np.flatnonzero(np.array(added.labels) == CLASS_NAMES.index(name)).tolist()
    tiles = "".join(
        f'<img alt="{literal_html(added.origins[number])}" '
        f'title="{literal_html(added.origins[number])}" src="{picture_url(added.images[number])}">'
        for number in numbers[:limit]
    )
    more = f", the first {count(limit)} shown" if len(numbers) > limit else ""
    return (
        f'<section><h4 style="border-color: {COLOURS[name]}">{literal_html(name)} '
        f"<span>{count(len(numbers))}{more}</span></h4><div>{tiles}</div></section>"
    )


def _show_refused(refused: Sequence[Refused]) -> None:
    st.markdown("**Not taken**")
    rows = ((one.name, one.reason) for one in refused[:REASONS])
    show_table(("File", "Why"), rows, "Files that are not taken", "22rem")
    if len(refused) > REASONS:
        st.caption(f"The first {count(REASONS)} of {count(len(refused))}.")
