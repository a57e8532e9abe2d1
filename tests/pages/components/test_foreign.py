"""Words from outside are shown literally, whatever Markdown or HTML they contain."""

from pathlib import Path

import pytest
import streamlit

from app.foreign import BREAK, MAX_WORDS, literal, literal_html, literal_name
from core.text import THIN, percent
from tools.active_markup import active_in, text_of

MARKUP = (
    "![x](http://example.invalid/x.png)",
    "[x](javascript:alert(1))",
    "<b>*bold*</b>",
    "<img src=//example.invalid/x>",
    "`a` | $b$ :red[c] ~~d~~ #e\\",
    r"\:red[a] \\![b](c) \$d$",
    "1. f_g_",
    "# title",
    "> quote",
    "- one",
    "    code",
    "***",
    "a | b\n--|--\n1 | 2",
    "&lt;b&gt; &#33;[a](b)",
    "http://example.invalid/x",
    "HTTPS://example.invalid",
    "www.example.invalid",
    "me@example.invalid",
    "photo@2x.jpg",
    "<http://example.invalid>",
    ":smile: :+1: :streamlit: :material/home: :material_home:",
    "a:b:c: d::e::",
    ":blue-badge[x] :small[y] :help[z] :color[a]{foreground=red}",
    "$$x$$",
    "-> <- <-> -- >= <= ~=",
    "[^1]: foot",
    "__init__.py",
    "***a** b*",
)


@pytest.mark.parametrize("words", MARKUP)
def test_markup_is_shown_as_it_is_written(words: str) -> None:
    shown = literal(words)
    assert active_in(shown) == []
    assert text_of(shown).replace(BREAK, "") == " ".join(words.split())


@pytest.mark.parametrize("words", [one for one in MARKUP if one not in ("    code", "[^1]: foot")])
def test_without_that_the_same_words_would_be_markup(words: str) -> None:
    assert active_in(words) or text_of(words) != " ".join(words.split())


@pytest.mark.parametrize(
    "name",
    ["a_b (1).jpg", "Größe 40.png", "12:30.jpg", "C:\\pictures\\a.jpg", "a--b.webp", "日本"],
)
def test_a_usual_name_is_shown_without_invisible_characters(name: str) -> None:
    assert text_of(literal_name(name)) == name


@pytest.mark.parametrize(
    "pattern",
    [
        r"[/(https?:\/\/|www(?=\.))([-.\w]+)([^ \t\r\n]*)/gi",
        r"[/(?<=^|\s|\p{P}|\p{S})([-.\w+]+)@([-\w]+(?:\.[-\w]+)+)/gu",
        r"[[/:material_(\w+):/g,",
        "[[/:streamlit:/g,",
        r"/:(?!material\/|streamlit:)[\w+-][\w_+-]*:/.test(",
        r"[[/(^|\s)<->(\s|$)/g,`$1↔$2`],",
        "n=t.replaceAll(`:material/`,`:material_`)",
    ],
)
def test_streamlit_replaces_what_it_did_when_this_was_written(pattern: str) -> None:
    """If this fails after an upgrade, compare app/foreign.py and tools/active_markup.py with it."""
    folder = Path(streamlit.__file__).parent / "static" / "static" / "js"
    (script,) = folder.glob("StreamlitMarkdown.*.js")
    assert pattern in script.read_text("utf-8").replace("\n", "")


def test_a_colon_after_the_words_makes_no_shortcode_of_them() -> None:
    assert active_in(f"{literal('a :smile')}: {literal('b')}") == []


def test_line_breaks_and_invisible_characters_in_a_name_are_replaced() -> None:
    assert literal("a\n# b") == r"a \# b"
    assert literal("gpj\u202e.exe") == r"gpj�\.exe"
    assert literal(f"a{BREAK}b\0c\x1b") == "a�b�c�"


def test_long_words_are_cut_in_their_middle() -> None:
    assert len(literal("a" * 5000)) == MAX_WORDS + 1
    assert literal_name("a" * 300) == f"{'a' * 80}…{'a' * 80}"


def test_markup_is_escaped_in_html() -> None:
    assert literal_html('<b title="x">\'\u202e') == "&lt;b title=&quot;x&quot;&gt;&#x27;�"


def test_no_line_begins_with_the_sign_of_per_cent() -> None:
    assert literal(f"{percent(0.83, 0)} and 5 % of it") == f"83{THIN}% and 5{THIN}% of it"
    assert literal("a %b 5 b") == "a %b 5 b"
