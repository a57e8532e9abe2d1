"""A person's own words inside Markdown, shown as they are.

A file may be called anything; as Markdown its name could draw a picture from another computer.
"""

import re

_SPEAKING = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~:$&@/])")


def literal(words: str) -> str:
    """Return words such that Markdown shows them letter by letter, in one line."""
    return _SPEAKING.sub(r"\\\1", " ".join(words.split()))
