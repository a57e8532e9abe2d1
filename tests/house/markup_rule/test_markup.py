"""Foreign words reach Streamlit only by app/foreign.py, and each other way is detected."""

from functools import cache

import pytest

from core.settings import REPOSITORY as ROOT
from tests.house.markup_rule.foreign_markup import foreign_markup

FOLDERS = ("app", "pages", "core")


@cache
def sources() -> dict[str, str]:
    paths = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py")]
    return {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in paths}


def test_no_foreign_word_is_shown_as_markup() -> None:
    found = foreign_markup(sources())
    assert not found, "\n" + "\n".join(found)


@pytest.mark.parametrize(
    ("path", "escaped", "naked"),
    [
        ("app/train/form.py", 'literal(f"This link', 'str(f"This link'),
        ("app/wardrobe/gallery.py", "{literal_name(one.file)}", "{one.file}"),
        ("app/wardrobe/add.py", "literal(sentence)", "sentence"),
        ("app/try_it/sources.py", "{literal_name(name)}", "{name}"),
        ("app/models/versions.py", "literal(change.reason)", "change.reason"),
        ("app/runs/detail.py", "{literal(run.name)}", "{run.name}"),
        ("app/runs/detail.py", "{literal(text)}", "`{text}`"),
        ("app/runs/compare.py", "literal(texts[place])", "texts[place]"),
        ("app/runs/table.py", "literal(name_of(value))", "name_of(value)"),
        ("app/jobs/parts.py", "literal(job.title)", "job.title"),
        ("app/jobs/board.py", "help=literal(job.error) or", "help=job.error or"),
        ("app/train/result.py", "· **{literal(job.result.name)}**", "· **{job.result.name}**"),
        ("app/components/widgets.py", "st.error(literal(words)", "st.error(words"),
        ("app/components/trash.py", "literal(sentence)", "sentence"),
        ("app/batch/upload.py", "literal(batch.title)", "batch.title"),
        ("app/batch/detail.py", "st.toast(literal(str(error))", "st.toast(str(error)"),
        ("app/stages/form.py", "literal_name(label)", "label"),
        ("app/stages/sample.py", "literal_html(sample.name)", "sample.name"),
        ("app/formatting.py", "literal_name(name)", "name"),
    ],
)
def test_a_word_shown_without_escaping_is_detected(path: str, escaped: str, naked: str) -> None:
    source = sources()[path]
    assert escaped in source
    assert foreign_markup({**sources(), path: source.replace(escaped, naked)})


NOTE = "def show(note: str) -> None:\n    "


@pytest.mark.parametrize(
    "body",
    [
        "st.markdown(note)",
        'st.caption(f"**{note}**")',
        'st.button("Press", help=note)',
        'row.metric("Name", 3, note)',
        'words = "A note: " + note\n    st.info(words)',
        'st.error("; ".join([note]))',
        'st.pills("Tags", [note])',
        'st.pills("Tags", [note], format_func=lambda tag: f"#{tag}")',
        'st.write(st.query_params["page"])',
        "st.html(literal(note))",
        'st.table({"Note": [note]})',
        'JobView("run", show, outcome=lambda job: job.title)',
        "st.column_config.TextColumn(note)",
        'for one in (note, "b"):\n        st.markdown(one)',
    ],
)
def test_each_way_to_show_a_foreign_word_is_detected(body: str) -> None:
    assert foreign_markup({"app/notes.py": NOTE + body})


@pytest.mark.parametrize(
    "body",
    [
        "st.markdown(literal(note))",
        'st.caption(f"{len(note)} letters, {0.5:.0%}")',
        "st.markdown(TITLES[note])",
        "st.text_area('Note', note)",
        "st.selectbox('Note', [note])",
        "st.html(literal_html(note))",
        "log.info('', note)",
        "words = 'a' if note else 'b'\n    st.error(words)",
        "st.pills('Tags', [note], format_func=lambda tag: literal(tag))",
    ],
)
def test_own_words_and_escaped_ones_are_not_reported(body: str) -> None:
    assert foreign_markup({"app/notes.py": NOTE + body}) == []


def test_an_argument_is_followed_to_each_call() -> None:
    calls = 'def first() -> None:\n    show("Own words")\n'
    more = "def second(path: Path) -> None:\n    show(path.name)\n"
    assert foreign_markup({"app/notes.py": NOTE + "st.markdown(note)\n" + calls}) == []
    assert foreign_markup({"app/notes.py": NOTE + "st.markdown(note)\n" + calls + more})
