"""A published version is checked before its first training, once; what fails stops the training."""

from collections.abc import Callable

import pytest

from core.data.checks.reports import DataReport, Reports
from core.data.checks.result import CheckResult, Finding, Severity
from core.data.versions.store import Versions
from core.errors import BadData
from core.jobs import JobStopped
from core.settings import Settings
from core.workflows.context import Silent
from core.workflows.train import sound
from core.workflows.train.sound import require_sound


class _Manifest:
    hash = "a" * 64


def report(passed: bool, digest: str = "a" * 64) -> DataReport:
    sentence = "Fine." if passed else "Two pictures are the same."
    finding = Finding(passed, sentence, 0.0 if passed else 2.0)
    result = CheckResult("across", "Duplicates across splits", Severity.ERROR, 0, finding)
    return DataReport("v2", digest, 1.0, 0.1, (result,))


@pytest.fixture
def checked(monkeypatch: pytest.MonkeyPatch) -> Callable[[DataReport], list[str]]:
    """Script the report of the checks; return the versions that were checked."""
    asked: list[str] = []
    monkeypatch.setattr(Versions, "get", lambda self, name: _Manifest())

    def script(outcome: DataReport) -> list[str]:
        def validate(settings: Settings, version: str, on_check: object) -> DataReport:
            asked.append(version)
            Reports(settings).add(outcome)
            return outcome

        monkeypatch.setattr(sound, "validate_version", validate)
        return asked

    return script


def test_a_version_is_checked_once(
    settings: Settings, checked: Callable[[DataReport], list[str]]
) -> None:
    asked = checked(report(passed=True))
    for name in ("v2", "v2+wardrobe", "v2"):
        require_sound(settings, name, Silent())
    assert asked == ["v2"]


def test_a_version_that_fails_an_error_is_not_trained_on(
    settings: Settings, checked: Callable[[DataReport], list[str]]
) -> None:
    checked(report(passed=False))
    for _ in range(2):  # also when the report is there already
        with pytest.raises(BadData, match=r"v2 fails checks .* duplicates across splits"):
            require_sound(settings, "v2", Silent())


def test_a_report_about_other_pictures_does_not_count(
    settings: Settings, checked: Callable[[DataReport], list[str]]
) -> None:
    Reports(settings).add(report(passed=False, digest="b" * 64))
    asked = checked(report(passed=True))
    require_sound(settings, "v2", Silent())
    assert asked == ["v2"]


@pytest.mark.parametrize("name", ["v1", "tiny", "v1+wardrobe", "tiny+wardrobe"])
def test_v1_and_tiny_need_no_check(
    settings: Settings, checked: Callable[[DataReport], list[str]], name: str
) -> None:
    asked = checked(report(passed=False))
    require_sound(settings, name, Silent())
    assert asked == []


def test_the_checks_stop_when_the_training_is_asked_to(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Stopping(Silent):
        def should_stop(self) -> bool:
            return True

    def validate(
        settings: Settings, version: str, on_check: Callable[[float, object], None]
    ) -> None:
        on_check(0.0, None)

    monkeypatch.setattr(sound, "validate_version", validate)
    with pytest.raises(JobStopped):
        require_sound(settings, "v2", Stopping())
