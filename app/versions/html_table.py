"""A table of words as HTML: it wraps, on a phone too, and shows words from outside literally."""

from collections.abc import Iterable, Sequence

import streamlit as st

from app.foreign import MAX_WORDS, literal_html

_STYLE = """
.words { overflow: auto; }
.words table { width: 100%; border-collapse: collapse; font-size: 0.875rem; }
.words th, .words td {
  text-align: left; vertical-align: top; padding: 6px 14px 6px 0; overflow-wrap: anywhere;
  border-bottom: 1px solid rgba(128, 120, 105, 0.35);
}
.words th { font-weight: 600; white-space: nowrap; }
.words td:first-child { min-width: 6rem; }
"""


def show_table(
    head: Sequence[str], rows: Iterable[Sequence[str]], label: str, height: str = "none"
) -> None:
    """Show rows under a head; `label` is what a screen reader calls it, `height` a CSS length."""
    cells = "".join(
        f"<tr>{''.join(f'<td>{literal_html(cell, MAX_WORDS)}</td>' for cell in row)}</tr>"
        for row in rows
    )
    titles = "".join(f"<th>{literal_html(title)}</th>" for title in head)
    st.html(
        f'<style>{_STYLE}</style><div class="words" role="region" tabindex="0" '
        f'aria-label="{literal_html(label)}" style="max-height: {literal_html(height)}"><table>'
        f"<thead><tr>{titles}</tr></thead><tbody>{cells}</tbody></table></div>"
    )
