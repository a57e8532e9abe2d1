"""What the documents say of the code is what the code has."""

import re

import pytest

from core.settings import REPOSITORY as ROOT
from tests.house import documents

DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
NAMES = [path.relative_to(ROOT).as_posix() for path in DOCUMENTS]
# Made by a run or by a person, or named as an example of what is not there.
NOT_IN_GIT = ("data/", "models/segmentation.onnx")
FOLDERS = "core|app|pages|tests|benchmarks|tools|docs|data|models|\\.streamlit"


@pytest.mark.parametrize("path", documents.pages(), ids=lambda path: path.name)
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
