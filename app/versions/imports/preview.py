"""What an import would take, by class, and what not and why."""

from collections.abc import Sequence

import numpy as np
import streamlit as st

from app.components.data_url import picture_url
from app.foreign import MAX_WORDS, literal_html
from app.formatting import count, counted, dataset_title
from app.palette import COLOURS, ORDER
from core.data.classes import CLASS_NAMES
from core.workflows.data.imports.importing import ImportPreview, Refused

EVERY, OF_ALL, OF_ONE = "All classes", 24, 600  # tiles of a class: among all, and by itself
REASONS = 200  # refused files that are listed

_STYLE = """
.taken section { margin: 0 0 12px; }
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
.refused { max-height: 20rem; overflow: auto; }
.refused table { width: 100%; border-collapse: collapse; font-size: 0.875rem; }
.refused th, .refused td {
  text-align: left; vertical-align: top; padding: 6px 12px 6px 0; overflow-wrap: anywhere;
  border-bottom: 1px solid rgba(128, 120, 105, 0.35);
}
.refused th { font-weight: 600; }
.refused td:first-child { width: 40%; }
"""


def show_preview(preview: ImportPreview, key: str) -> None:
    """Show the pictures as they would be published, by class, then the refused files."""
    taken = preview.per_class
    st.markdown(
        f"**{counted(len(preview.added), 'picture')}** to add to {dataset_title(preview.parent)}, "
        f"to train on. **{counted(len(preview.refused), 'file')}** refused."
    )
    there = [name for name in ORDER if taken.get(name)]
    chosen: str | None = EVERY
    if len(there) > 1:
        chosen = st.pills(
            "Classes",
            [EVERY, *there],
            default=EVERY,
            format_func=lambda name: name if name == EVERY else f"{name} {count(taken[name])}",
            key=f"versions.preview.{key}",
            label_visibility="collapsed",
            wrap=True,
        )
    if chosen in there:
        _show_class(preview, str(chosen), OF_ONE)
    else:
        for name in there:
            _show_class(preview, name, OF_ALL)
    if preview.refused:
        _show_refused(preview.refused)


def _show_class(preview: ImportPreview, name: str, limit: int) -> None:
    added = preview.added
    numbers = np.flatnonzero(np.array(added.labels) == CLASS_NAMES.index(name)).tolist()
    tiles = "".join(
        f'<img alt="{literal_html(added.origins[number])}" '
        f'title="{literal_html(added.origins[number])}" src="{picture_url(added.images[number])}">'
        for number in numbers[:limit]
    )
    more = f", the first {count(limit)} shown" if len(numbers) > limit else ""
    st.html(
        f'<style>{_STYLE}</style><div class="taken"><section>'
        f'<h4 style="border-color: {COLOURS[name]}">{name} '
        f"<span>{count(len(numbers))}{more}</span></h4><div>{tiles}</div></section></div>"
    )


def _show_refused(refused: Sequence[Refused]) -> None:
    rows = "".join(
        f"<tr><td>{literal_html(one.name)}</td><td>{literal_html(one.reason, MAX_WORDS)}</td></tr>"
        for one in refused[:REASONS]
    )
    st.markdown("**Not taken**")
    st.html(
        f'<style>{_STYLE}</style><div class="refused" tabindex="0"><table>'
        f"<thead><tr><th>File</th><th>Why</th></tr></thead><tbody>{rows}</tbody></table></div>"
    )
    if len(refused) > REASONS:
        st.caption(f"The first {count(REASONS)} of {count(len(refused))}.")
