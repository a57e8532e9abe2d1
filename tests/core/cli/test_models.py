"""`python -m core models`: the versions as on the Models page."""

from pathlib import Path

import pytest

from core.model_files import FACTS_FILE, read_facts
from core.registry import Registry
from core.settings import Settings
from core.workflows.home import prepare_home
from core.workflows.train.finished import finished_run
from tests.core.cli.command_line import core, lines


@pytest.fixture
def registry(shipped: Path, small_model: Path, settings: Settings, tables: None) -> Registry:
    """Two versions: the shipped champion, and a challenger."""
    registry = Registry(settings)
    prepare_home(settings, registry)
    registry.register(finished_run(small_model, read_facts(small_model)))
    return registry


@pytest.mark.usefixtures("registry")
def test_versions_are_listed_with_what_they_read() -> None:
    newest, oldest = lines(core("models", "list", "--json"))
    assert (newest["name"], newest["aliases"]) == ("v2", ["challenger"])
    assert (oldest["name"], oldest["aliases"]) == ("v1", ["champion"])
    assert newest["accuracy"].keys() == newest["coverage"].keys() == {"pixels", "photo", "drawing"}
    words = core("models", "list").stdout
    assert "v2, challenger: linear" in words
    assert "photo" in words


def test_a_damaged_version_is_listed_with_its_error(registry: Registry) -> None:
    (registry.get("v2").folder / FACTS_FILE).write_text("{")
    found = lines(core("models", "list", "--json"))
    assert [line["name"] for line in found] == ["v2", "v1"]
    assert FACTS_FILE in found[0]["error"]


@pytest.mark.usefixtures("registry")
def test_a_version_is_shown_with_its_facts() -> None:
    (found,) = lines(core("models", "show", "v2", "--json"))
    assert found["config"]["recipe"] == found["recipe"] == "linear"
    assert "commit:" in core("models", "show").stdout


def test_a_promotion_and_a_rollback_change_the_champion_with_their_reasons(
    registry: Registry,
) -> None:
    (said,) = lines(core("models", "promote", "v2", "--reason", "It is newer.", "--json"))
    assert (said["champion"], said["before"]) == ("v2", "v1")
    assert isinstance(said["worse"], list)
    assert registry.champion().name == "v2"
    assert "v1 is the champion again." in core("models", "rollback", "--reason", "No.").stdout
    assert registry.champion().name == "v1"
    assert [change.reason for change in registry.history()][-2:] == ["It is newer.", "No."]


@pytest.mark.usefixtures("registry")
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["promote", "v9"], "no model 'v9'"),
        (["promote", "v1"], "champion already"),
        (["rollback"], "no earlier champion"),
        (["show", "v9"], "no model 'v9'"),
    ],
)
def test_what_cannot_be_done_is_a_sentence_and_exit_code_1(words: list[str], said: str) -> None:
    result = core("models", *words)
    assert result.exit_code == 1
    assert said in result.stderr


@pytest.mark.parametrize("words", [["list"], ["show"], ["promote", "v1"], ["rollback"]])
def test_an_unusable_home_is_one_json_object_with_a_sentence(
    settings: Settings, words: list[str]
) -> None:
    settings.models.mkdir()
    (settings.models / "registry.db").write_bytes(b"this was a database" * 500)
    result = core("models", *words, "--json")
    assert result.exit_code == 1
    (found,) = lines(result)
    assert found.keys() == {"error"}
    assert "it is damaged" in found["error"]
