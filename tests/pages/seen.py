"""Read what a page shows, and press its buttons."""

import re

from streamlit.testing.v1 import AppTest

from app.foreign import BREAK
from app.formatting import THIN


def fine(page: AppTest) -> AppTest:
    """Assert that the page shows no exception and no error; return it."""
    assert not page.exception, [element.message for element in page.exception]
    assert not page.error, errors(page)
    return page


def no_traceback(page: AppTest) -> AppTest:
    assert not page.exception, [element.message for element in page.exception]
    return page


def errors(page: AppTest) -> list[str]:
    """The error messages of the page."""
    return [read(element.value) for element in page.error]


def read(markdown: str) -> str:
    """Return the text that escaped Markdown displays, with plain spaces in its numbers."""
    return re.sub(r"\\(.)", r"\1", markdown).replace(BREAK, "").replace(THIN, " ")


def text(page: AppTest) -> str:
    """All text of the page, one line per element."""
    return "\n".join(map(read, _marked(page)))


def _marked(page: AppTest) -> list[str]:
    """The same text before Markdown is rendered."""
    kinds = ("title", "header", "subheader", "markdown", "caption", "info", "error", "metric")
    found = [element for kind in kinds for element in page.get(kind)]
    return [str(getattr(element, "body", None) or element.value) for element in found]


def shown_as_markdown(page: AppTest) -> list[str]:
    """The texts in which Markdown would load an image from another computer."""
    hints = [str(element.proto.help) for element in (*page.markdown, *page.caption)]
    return [words for words in (*_marked(page), *buttons(page), *hints) if "![" in words]


def badges(page: AppTest) -> list[str]:
    return [element.value for element in page.markdown if "badge" in element.value]


def charts(page: AppTest) -> int:
    return len(page.get("arrow_vega_lite_chart")) + len(page.get("vega_lite_chart"))


def bars(page: AppTest) -> int:
    return sum(element.proto.body.count('class="bar"') for element in page.get("html"))


def pictures(page: AppTest) -> int:
    return len(page.get("image"))


def stages(page: AppTest) -> list[str]:
    """The captions of the stages of a preparation, in order."""
    bodies = "".join(element.proto.body for element in page.get("html"))
    return re.findall("<figcaption>(.*?)</figcaption>", bodies)


def examples(page: AppTest) -> list[str]:
    """The keys of the buttons that fill the page with an example."""
    return [button.key for button in page.button if str(button.key).startswith("example-")]


def buttons(page: AppTest) -> list[str]:
    return [element.label for element in page.button]


def press(page: AppTest, label: str) -> AppTest:
    """Press the button with this label and rerun the page."""
    next(element for element in page.button if element.label == label).click()
    return page.run()
