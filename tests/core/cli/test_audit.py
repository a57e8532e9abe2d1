"""`python -m core data audit`, without its training."""

import pytest

from core.settings import Settings
from core.workflows.data.labels import audit as audit_module
from core.workflows.data.labels import suspects as suspects_module
from core.workflows.data.labels.suspects import Suspect
from tests.core.cli.command_line import core, lines

FOUND = (
    Suspect(40513, "train 40513", "Pullover", "T-shirt/top", 0.001),
    Suspect(60_007, "test 7", "Coat", "Dress", 0.2),
)


@pytest.fixture
def audited(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> list[str]:
    """The versions that were audited."""
    names: list[str] = []
    monkeypatch.setattr(audit_module, "audit", lambda home, wanted, _: names.append(wanted.data))
    monkeypatch.setattr(suspects_module, "suspects", lambda home, name, count: FOUND[:count])
    return names


def test_the_most_suspicious_labels_are_listed_as_one_object_a_line(audited: list[str]) -> None:
    result = core("data", "audit", "--version", "v2", "--json")
    assert audited == ["v2"]
    assert lines(result)[0] == {
        "number": 40513,
        "picture": "train 40513",
        "label": "Pullover",
        "suggested": "T-shirt/top",
        "quality": 0.001,
    }
    assert [one["number"] for one in lines(result)] == [40513, 60_007]


def test_for_people_they_are_words(audited: list[str]) -> None:
    shown = core("data", "audit", "--count", 1).stdout
    assert audited == ["v1"]
    assert "train 40513" in shown
    assert "test 7" not in shown


def test_an_unknown_version_is_refused_in_a_sentence(settings: Settings) -> None:
    result = core("data", "audit", "--version", "v9", "--json")
    assert result.exit_code == 1
    assert "v9" in lines(result)[0]["error"]
