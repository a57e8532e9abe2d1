"""Hundreds of words full of markup on every page, and the checks that would find one rendered."""

import re
from itertools import islice

import pytest
from streamlit.testing.v1 import AppTest

from app import foreign
from benchmarks.robustness import markup
from benchmarks.robustness.hostile_words import BEGIN, END, hostile_words
from benchmarks.robustness.shown_words import comparable, markup_in, shown_in

IMAGE = f"{BEGIN}![x](http://example.invalid/x.png){END}"


def test_no_page_renders_markup_from_outside() -> None:
    tally = markup.fuzz(1)
    assert not tally.markup, "\n" + "\n".join(tally.markup[:20])
    assert len(tally.made) >= 300
    assert len(tally.shown) >= 200


def test_words_that_are_not_escaped_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(foreign, "_MARKDOWN", re.compile("(?!)"))
    monkeypatch.setattr(markup, "PARAMETERS", {"train": ["recipe"]})
    tally = markup.fuzz(1)
    places = {one.split(":")[0] for one in tally.markup}
    assert {"train?recipe=", "models", "runs", "5 runs", "batch", "wardrobe", "sweep"} <= places
    assert {"files refused by the wardrobe", "labels of folders", "a refused upload"} <= places


@pytest.mark.parametrize(
    "call",
    [
        "st.markdown(word)",
        "st.caption('A', help=word)",
        "st.button(word)",
        "st.pills('A', [word])",
        "st.metric('A', word)",
        "st.expander(word)",
        "st.progress(0.5, text=word)",
        "st.table({'A': [word]})",
        "st.table({word: ['A']})",
        "st.toast(word)",
        "st.markdown('**' + word + '**')",
    ],
)
def test_markup_is_found_in_each_kind_of_element(call: str) -> None:
    page = AppTest.from_string(f"import streamlit as st\nword = {IMAGE!r}\n{call}").run()
    assert any("image in" in one for one in markup_in(page, [IMAGE]))


def test_words_that_are_changed_are_found() -> None:
    word = f"{BEGIN}**a**{END}"
    page = AppTest.from_string(f"import streamlit as st\nst.markdown({word!r})").run()
    assert markup_in(page, [word]) == ["changed: 'a'"]


def test_tags_in_html_are_found() -> None:
    word = f"{BEGIN}<b>a</b>{END}"
    page = AppTest.from_string(f"import streamlit as st\nst.html({word!r})").run()
    assert markup_in(page, [word]) == ["changed: 'a'"]


def test_what_is_shown_as_plain_text_is_no_markup() -> None:
    page = AppTest.from_string(
        f"import streamlit as st\nst.text_area('A', {IMAGE!r})\nst.selectbox('A', [{IMAGE!r}])"
    ).run()
    assert (markup_in(page, [IMAGE]), shown_in(page)) == ([], set())


def test_escaped_words_are_shown_as_they_are() -> None:
    page = AppTest.from_string(
        f"import streamlit as st\nfrom app.foreign import literal\nst.markdown(literal({IMAGE!r}))"
    ).run()
    assert (markup_in(page, [IMAGE]), shown_in(page)) == ([], {comparable(IMAGE[2:-2])})


def test_the_same_seed_gives_the_same_words() -> None:
    assert list(islice(hostile_words(3), 50)) == list(islice(hostile_words(3), 50))
