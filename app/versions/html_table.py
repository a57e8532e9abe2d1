"""A table of words as HTML: it wraps, on a phone too, and shows words from outside literally."""

from collections.abc import Iterable, Sequence

import streamlit as st

from app.foreign import MAX_WORDS, literal_html

FEW = 3  # columns that fit beside each other on a phone

_STYLE = """
.words { overflow: auto; }
.words table { width: 100%; border-collapse: collapse; font-size: 0.875rem; }
.words th, .words td {
  text-align: left; vertical-align: top; padding: 6px 14px 6px 0; overflow-wrap: anywhere;
  border-bottom: 1px solid rgba(128, 120, 105, 0.35);
}
.words th { font-weight: 600; white-space: nowrap; }
.words td { min-width: 5rem; }
@media (max-width: 767px) {
  .words.many thead { display: none; }
  .words.many tr {
    display: block; padding: 8px 0; border-bottom: 1px solid rgba(128, 120, 105, 0.35);
  }
  .words.many td { display: flex; gap: 12px; padding: 2px 0; border: 0; }
  .words.many td::before {
    content: attr(data-title); flex: 0 0 6rem; opacity: 0.75; font-weight: 400;
  }
}
"""


def show_table(
    head: Sequence[str], rows: Iterable[Sequence[str]], label: str, height: str = "none"
) -> None:
    """Show rows under a head; `label` is what a screen reader calls it, `height` a CSS length.

    On a phone, each row of a table with more than three columns is a block of its own.
    """
    cells = "".join(
        f"<tr>{''.join(_cell(title, cell) for title, cell in zip(head, row, strict=True))}</tr>"
        for row in rows
    )
    kind = "words many" if len(head) > FEW else "words"
    titles = "".join(f"<th>{literal_html(title)}</th>" for title in head)
    st.html(
        f'<style>{_STYLE}</style><div class="{kind}" role="region" tabindex="0" '
        f'aria-label="{literal_html(label)}" style="max-height: {literal_html(height)}"><table>'
        f"<thead><tr>{titles}</tr></thead><tbody>{cells}</tbody></table></div>"
    )


def _cell(title: str, words: str) -> str:
    return (
        f'<td data-title="{literal_html(title)}"><span>{literal_html(words, MAX_WORDS)}</span></td>'
    )
