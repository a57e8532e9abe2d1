"""Find what a page makes of hostile words: which are shown, and which became more than text."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from typing import Any

from streamlit.testing.v1 import AppTest

from benchmarks.robustness.hostile_words import BEGIN, END
from tools.active_markup import active_in, text_of

_WORDS = re.compile(f"{BEGIN}(.*?){END}", re.DOTALL)
# Fields that a page shows as plain text or not at all, by the kind of element; "" is any kind.
PLAIN_FIELDS = {
    "": {"id", "key", "form_id", "query_string", "url", "anchor", "placeholder", "file_name"},
    "Selectbox": {"options", "raw_value"},
    "MultiSelect": {"options", "raw_values"},
    "TextArea": {"default", "value"},
    "TextInput": {"default", "value"},
    "BidiComponent": {"json", "arrow_data"},
    "ArrowVegaLiteChart": {"spec", "datasets"},
    "Arrow": {"columns"},
    "Html": {"body"},  # see html_texts()
    "Exception": {"stack_trace"},
}


def shown_in(page: AppTest) -> set[str]:
    """Return the hostile words that a page shows, as compared by `comparable`."""
    texts = [text_of(text) for text in markdown_texts(page)] + html_texts(page)
    return {comparable(word) for text in texts for word in _WORDS.findall(text)}


def markup_in(page: AppTest, words: Iterable[str]) -> list[str]:
    """Return what a page renders of `words`, or changes in them."""
    allowed = {comparable(form) for word in words for form in (word, repr(word))}
    allowed = {form.removeprefix("'").removesuffix("'") for form in allowed}
    allowed = {form.removeprefix(BEGIN).removesuffix(END) for form in allowed}
    found = [one for text in markdown_texts(page) if BEGIN in text for one in active_in(text)]
    found += [f"changed: {word!r}" for word in shown_in(page) - allowed if "…" not in word]
    found += [f"a traceback: {error.message[:200]}" for error in page.exception]
    return found


def comparable(words: str) -> str:
    """Leave out what is never shown as it is: spaces, and characters without a shape."""
    shaped = (c for c in words if not c.isspace() and c != "\N{REPLACEMENT CHARACTER}")
    return "".join(c for c in shaped if unicodedata.category(c)[0] != "C").casefold()


def markdown_texts(page: AppTest) -> Iterator[str]:
    """Yield every text of a page that Streamlit reads as Markdown, and each cell of a table."""
    for node in page._tree:
        proto = getattr(node, "proto", None)
        if _is_message(proto):
            yield from _strings(proto)
    for table in page.table:
        yield from map(str, (*table.value.columns, *table.value.to_numpy().ravel()))


def _is_message(value: Any) -> bool:
    return hasattr(value, "ListFields")


def _strings(message: Any) -> Iterator[str]:
    plain = PLAIN_FIELDS[""] | PLAIN_FIELDS.get(message.DESCRIPTOR.name, set())
    for field, value in message.ListFields():
        if field.name not in plain:
            yield from _in_field(value)


def _in_field(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif _is_message(value):
        yield from _strings(value)
    elif hasattr(value, "values"):  # a map
        for one in value.values():
            yield from _in_field(one)
    elif hasattr(value, "__len__") and not isinstance(value, bytes):  # repeated
        for one in value:
            yield from _in_field(one)


def html_texts(page: AppTest) -> list[str]:
    """Return the texts between the tags of a page's own HTML."""
    return [_Texts(element.proto.body).text for element in page.get("html")]


class _Texts(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.text = ""
        self.feed(html)

    def handle_data(self, data: str) -> None:
        self.text += data
