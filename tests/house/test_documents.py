"""What the documents say of the code is what the code has."""

import re
from typing import Any

import pytest

from core.jobs.record import as_recorded
from core.registry import Registry
from core.settings import REPOSITORY as ROOT
from core.settings import Settings
from core.workflows.context import Silent, Workplace
from tests.house import documents

DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
NAMES = [path.relative_to(ROOT).as_posix() for path in DOCUMENTS]
# Made by a run or by a person, or named as an example of what is not there.
NOT_IN_GIT = ("data/", "models/segmentation.onnx")
FOLDERS = "core|app|pages|tests|benchmarks|tools|docs|data|models|\\.streamlit"


@pytest.mark.parametrize("path", documents.pages(), ids=lambda path: path.parent.name + path.name)
def test_the_generated_parts_are_current(path: documents.Path) -> None:
    page = path.read_text(encoding="utf-8")
    assert page == documents.generated(page), "run `make docs`"


def test_every_part_is_in_a_page_and_a_change_of_the_code_shows() -> None:
    together = "".join(path.read_text(encoding="utf-8") for path in documents.pages())
    for name, part in documents.PARTS.items():
        assert f"<!-- generated: {name} -->\n{part()}\n<!-- end -->" in together
    stale = "<!-- generated: recipes -->\n| an older table |\n<!-- end -->\nbelow"
    assert "`quick`" in documents.generated(stale)
    assert documents.generated(stale).endswith("<!-- end -->\nbelow")


def test_the_dictionary_of_the_data_is_current() -> None:
    written = documents.DICTIONARY.read_text(encoding="utf-8")
    assert written == documents.dictionary_file(), "run `make docs`"


def test_a_package_without_a_docstring_is_reported(tmp_path: documents.Path) -> None:
    file = tmp_path / "__init__.py"
    for _ in ("missing", "empty"):
        with pytest.raises(ValueError, match="core/new needs an __init__"):
            documents.first_paragraph(file, "core/new")
        file.touch()


def test_the_example_of_a_job_kind_works(settings: Settings) -> None:
    page = (documents.FOLDER / "adding.md").read_text(encoding="utf-8")
    example = re.findall(r"^```python\n(.*?)^```", page, re.MULTILINE | re.DOTALL)[0]
    names: dict[str, Any] = {}
    exec(example, names)
    kind, place = names["EVALUATION"], Workplace(settings, Registry(settings))
    result = kind.work(place, kind.parameters("champion", data="tiny"), Silent())
    assert as_recorded(kind, result) == result
    assert result.n == 200


@pytest.mark.parametrize("name", NAMES)
def test_every_path_that_a_document_names_exists(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    named = re.findall(rf"`((?:{FOLDERS})/(?![\w/]*NAME)[\w./-]+)`", text)
    missing = [path for path in named if not (ROOT / path).exists()]
    missing = [path for path in missing if not (ROOT / f"{path}.py").exists()]
    assert [path for path in missing if not path.startswith(NOT_IN_GIT)] == []


@pytest.mark.parametrize("name", NAMES)
def test_every_link_between_documents_leads_somewhere(name: str) -> None:
    path = ROOT / name
    text = path.read_text(encoding="utf-8")
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)\)", text)
    assert [link for link in links if not (path.parent / link).exists()] == []


@pytest.mark.parametrize("name", NAMES)
def test_every_benchmark_that_a_document_names_exists(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    calls = re.findall(r"python -m benchmarks ([a-z_0-9 ]+)`", text)
    scripts = {path.stem for path in (ROOT / "benchmarks").rglob("*.py")}
    assert {each for call in calls for each in call.split()} <= scripts
