"""Class cards: near-duplicates with another label are shown, or can be looked for."""

import pytest

from core.data.checks.reports import DataReport, Reports
from core.data.checks.result import CheckResult, Finding, Severity
from core.data.versions.changes import Changes
from core.data.versions.store import Versions
from core.settings import Settings
from tests.pages.conftest import OpenPage
from tests.pages.explore.test_explore import linked
from tests.pages.seen import buttons, read, text

pytestmark = pytest.mark.usefixtures("three_versions", "dataset")
PAIRED = "Nearly the same, labelled differently"


def report(version: str, finding: Finding) -> DataReport:
    result = CheckResult("conflicts", "Conflicts", Severity.WARNING, 0, finding)
    return DataReport(version, "abc", 1_700_000_000.0, 3.0, (result,))


def test_before_the_checks_they_are_offered(open_page: OpenPage) -> None:
    page = linked(open_page("explore"), view="Classes")
    assert "Check the data" in buttons(page)
    assert "labelled differently?" in text(page)


def test_a_sentence_says_that_there_are_none(open_page: OpenPage, settings: Settings) -> None:
    Reports(settings).add(report("v1", Finding(True, "All have the same label.", 0)))
    page = linked(open_page("explore"), view="Classes")
    assert "All have the same label." in text(page)
    assert "Check the data" not in buttons(page)
    assert PAIRED not in text(page)


def test_pairs_are_on_the_cards_of_both_classes_and_damaged_ones_on_none(
    open_page: OpenPage, settings: Settings
) -> None:
    labels = Versions(settings).pictures("v1").labels
    one, other = 0, int((labels != labels[0]).argmax())
    same = int((labels[1:] == labels[0]).argmax()) + 1
    pairs = ((one, other), (one, 99_999), (-1, other), (one, same))
    Reports(settings).add(report("v1", Finding(False, "4 pairs.", 4, pairs=pairs, found=4)))
    page = linked(open_page("explore"), view="Classes")
    assert text(page).count(PAIRED) == 2


def test_a_version_has_its_own_report(open_page: OpenPage, settings: Settings) -> None:
    Reports(settings).add(report("v1", Finding(True, "All have the same label.", 0)))
    Versions(settings).publish("v1", Changes({0: 1}), "")
    page = linked(open_page("explore"), view="Classes", data="v2")
    assert "Check the data" in buttons(page)
    assert "All have the same label." not in read(text(page))
