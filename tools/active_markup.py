"""Read a text as Streamlit's pages do, and tell what in it is more than text.

A page parses CommonMark with tables and strikethrough, directives such as `:red[…]` and formulas;
then it replaces shortcodes, addresses and arrows in what is text by now. The patterns are those of
the page (StreamlitMarkdown.js), so that a backslash protects here from no more than it does there.
"""

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.token import Token


class _Parser(MarkdownIt):
    """One that does not leave links out because of what they refer to."""

    def validateLink(self, url: str) -> bool:  # noqa: N802
        return True


_PARSER = _Parser("commonmark").enable(["table", "strikethrough"])
_OWN = {"paragraph", "bullet_list", "list_item", "strong", "text", "inline", "softbreak"}
_OWN |= {"hardbreak"}  # what the pages' own texts are made of

_ESCAPED = re.compile(r"\\[!-/:-@\[-`{-~]")
_BEFORE = {  # in the source
    "directive": re.compile(r":{1,3}[A-Za-z][\w-]*[\[{]"),
    "formula": re.compile(r"\$"),
    "entity": re.compile(r"&(?:#\w+|\w+);"),
}
_AFTER = {  # in the text
    "address": re.compile(r"(https?://|www(?=\.))([-.\w]+)", re.IGNORECASE),
    "mail address": re.compile(r"[-.\w+]+@[-\w]+(?:\.[-\w]+)+"),
    "icon": re.compile(r":material_(\w+):|:streamlit:"),
    "emoji": re.compile(r":\+1:|:-1:|:[\w-]+:"),
    "arrow or dash": re.compile(r"(^|\s)(<->|->|<-|--|>=|<=|~=)(\s|$)"),
}


def active_in(markdown: str) -> list[str]:
    """Return what a page would render of a text, apart from paragraphs, lists and bold words."""
    plain = _ESCAPED.sub("", markdown)
    found = [f"{name} in {plain!r}" for name, pattern in _BEFORE.items() if pattern.search(plain)]
    for token in _tokens(markdown):
        kind = token.type.removesuffix("_open").removesuffix("_close")
        if kind not in _OWN:
            found.append(f"{kind} in {markdown!r}")
        if kind == "text":
            found += [f"{name} in {token.content!r}" for name in _replaced_in(token.content)]
    return found


def _replaced_in(text: str) -> list[str]:
    return [name for name, pattern in _AFTER.items() if pattern.search(text)]


def text_of(markdown: str) -> str:
    """Return the words that a page shows for a text."""
    kinds = ("softbreak", "hardbreak")
    return "".join("\n" if one.type in kinds else one.content for one in _tokens(markdown))


def _tokens(markdown: str) -> Iterator[Token]:
    for block in _PARSER.parse(markdown.replace(":material/", ":material_")):
        if block.type == "inline":
            yield from block.children or ()
        else:
            yield block
