"""The one way to show words from outside: names of files, runs and tags, notes, links, errors.

Streamlit reads nearly every text as Markdown, in which a file name could load an image from another
computer. Every such word goes through this module where it is shown; tests/house/markup_rule holds
the pages to that.
"""

import re
from html import escape

from core.text import MAX_NAME, THIN, display_name

MAX_WORDS = 1000  # characters of a sentence or a note
BREAK = "\u2060"  # word joiner: invisible, and no line is broken at it
_PERCENT = re.compile(r"(?<=\d) (?=%)")
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~:$&@/])")

# What Streamlit's pages replace after the Markdown was read, when backslashes are gone already:
# shortcodes, addresses, and arrows or dashes that stand alone. A BREAK is put where these match.
_REPLACED_LATER = re.compile(
    r"(?<=:)(?=[\w+-]+(?::|$))"  # :smile:, :material_home:, and :smile before a colon of ours
    r"|(?<=:)(?=//)"  # http://
    r"|(?<=www)(?=\.)"
    r"|(?<=[-.\w+]@)(?=[-\w])"  # a mail address, and also photo@2x.jpg
    r"|(?<=(?<!\S)[-<>~])(?=(?:->|[-=>])(?!\S))",  # <->, ->, <-, --, >=, <=, ~=
    re.IGNORECASE,
)


def literal(words: object, longest: int = MAX_WORDS) -> str:
    """Return words as Markdown that shows them literally, on one line."""
    plain = display_name(" ".join(str(words).split()), longest)
    plain = _PERCENT.sub(THIN, plain)  # so that no line begins with the sign
    return _MARKDOWN.sub(r"\\\1", _REPLACED_LATER.sub(BREAK, plain))


def literal_name(name: str) -> str:
    """Return a name, such as that of a file, as Markdown; a long one is cut in its middle."""
    return literal(name, MAX_NAME)


def literal_html(words: str, longest: int = MAX_NAME) -> str:
    """Return words as HTML that shows them literally, on one line."""
    return escape(display_name(words, longest))
