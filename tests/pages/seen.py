"""What a person can read on a page."""

import re

from streamlit.testing.v1 import AppTest


def fine(page: AppTest) -> AppTest:
    """Assert that nothing on the page is an exception or an error; return it."""
    assert not page.exception, [element.message for element in page.exception]
    assert not page.error, errors(page)
    return page


def no_traceback(page: AppTest) -> AppTest:
    assert not page.exception, [element.message for element in page.exception]
    return page


def errors(page: AppTest) -> list[str]:
    """The sentences about what went wrong."""
    return [_read(element.value) for element in page.error]


def _read(markdown: str) -> str:
    """What a person reads of words that Markdown must take letter by letter."""
    return re.sub(r"\\(.)", r"\1", markdown)


def text(page: AppTest) -> str:
    """All words of the page, in order, a line each."""
    kinds = ("title", "header", "subheader", "markdown", "caption", "info", "error", "metric")
    found = [element for kind in kinds for element in page.get(kind)]
    return "\n".join(_read(str(getattr(e, "body", None) or e.value)) for e in found)


def badges(page: AppTest) -> list[str]:
    return [element.value for element in page.markdown if "badge" in element.value]


def charts(page: AppTest) -> int:
    return len(page.get("arrow_vega_lite_chart")) + len(page.get("vega_lite_chart"))


def bars(page: AppTest) -> int:
    return sum(element.proto.body.count('class="bar"') for element in page.get("html"))


def pictures(page: AppTest) -> int:
    return len(page.get("image"))


def buttons(page: AppTest) -> list[str]:
    return [element.label for element in page.button]


def press(page: AppTest, label: str) -> AppTest:
    """Press the button of that label and let the page run."""
    next(element for element in page.button if element.label == label).click()
    return page.run()
