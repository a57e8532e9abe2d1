"""Everything the README names exists, and every page, command and target is in the README."""

import re

import pytest
from typer.main import get_command

from core.cli.main import app as command_line
from core.settings import REPOSITORY as ROOT
from tests.e2e.steps import QUESTIONS

README = (ROOT / "README.md").read_text("utf-8")


def targets() -> set[str]:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    return set(re.findall(r"^([a-z-]+):.*## ", makefile, re.MULTILINE))


def test_every_target_that_the_readme_names_exists() -> None:
    named = set(re.findall(r"(?:`|^)make ([a-z-]+)", README, re.MULTILINE))
    assert named <= targets()
    assert {"run", "test"} <= named


def test_the_table_of_targets_has_all_of_them() -> None:
    assert set(re.findall(r"^\| `make ([a-z-]+)`", README, re.MULTILINE)) == targets()


def test_the_readme_names_every_page_and_no_other() -> None:
    named = set(re.findall(r"^\| \*\*(.+?)\*\* \|", README, re.MULTILINE))
    navigation = (ROOT / "app" / "navigation.py").read_text("utf-8")
    assert named == set(re.findall(r'title="(.+?)"', navigation))
    files = set(re.findall(r'_FOLDER / "(.+?)"', navigation))
    assert files == {path.name for path in (ROOT / "pages").glob("*.py")}


def test_every_page_is_in_the_navigation_and_among_the_questions() -> None:
    navigation = (ROOT / "app" / "navigation.py").read_text("utf-8")
    shown = re.findall(r"navigation\.(\w+)\(\)", (ROOT / "app" / "main.py").read_text("utf-8"))
    assert set(shown) == set(re.findall(r"^def (\w+)\(", navigation, re.MULTILINE))
    assert set(QUESTIONS) == set(re.findall(r'title="(.+?)"', navigation))


def test_every_command_that_the_readme_names_exists_and_none_is_missing() -> None:
    verbs = set(getattr(get_command(command_line), "commands"))  # noqa: B009 - typed loosely
    named = set(re.findall(r"python -m core ([a-z]+)", README))
    assert named <= verbs
    assert verbs - named <= {"prepare"}  # `make run` calls it


@pytest.mark.parametrize("link", re.findall(r"\]\((?!https?:)([^)#]+)\)", README))
def test_every_file_that_the_readme_links_exists(link: str) -> None:
    assert (ROOT / link).exists()


@pytest.mark.parametrize("folder", re.findall(r"^ {0,2}([a-z]+)/ ", README, re.MULTILINE))
def test_every_folder_of_the_readme_exists_or_is_created_by_a_run(folder: str) -> None:
    made_by_a_run = {"data"}
    places = (ROOT / folder, ROOT / "core" / folder)
    assert folder in made_by_a_run or any(place.exists() for place in places)


def test_the_changelog_names_the_current_version() -> None:
    version = re.search(r'^version = "(.+)"', (ROOT / "pyproject.toml").read_text("utf-8"), re.M)
    assert version
    assert f"## {version[1]}" in (ROOT / "CHANGELOG.md").read_text("utf-8")
