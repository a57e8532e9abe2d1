"""Verdicts become a version of the parent; the preview counts what will change."""

import pytest

from core.data.quality.verdicts import Decision, Verdict, Verdicts
from core.data.versions.changes import Changes
from core.data.versions.store import Versions
from core.errors import BadData, DataUnavailable
from core.settings import Settings
from core.workflows.data.court.publish import Preview, preview, publish_verdicts


def verdict(number: int, decision: Decision, label: int, new: int | None = None) -> Verdict:
    name = f"{number}-{decision}"
    return Verdict(name, number, label, decision, "Ada", 1.0, "v1", new)


ENTRIES = (
    verdict(3, Decision.RELABEL, 3, 9),
    verdict(4, Decision.KEEP, 4),
    verdict(5, Decision.EXCLUDE, 5),
    verdict(6, Decision.OPEN, 6),
)


def test_verdicts_are_published_as_a_version(settings: Settings, versions: Versions) -> None:
    Verdicts(settings).add(ENTRIES)
    assert preview(ENTRIES, versions.pictures("v1")) == Preview(1, 1, 0)
    made = publish_verdicts(settings, "v1", "Judged", "Ada")
    assert (made.name, made.parent, made.author, made.reason) == ("v2", "v1", "Ada", "Judged")
    assert versions.changes("v2") == Changes({3: 9}, frozenset({5}))
    assert preview(ENTRIES, versions.pictures("v2")).total == 0


def test_later_verdicts_build_on_the_published_version(
    settings: Settings, versions: Versions
) -> None:
    versions.publish("v1", Changes({8: 1}, frozenset({4})), "By hand")
    Verdicts(settings).add(ENTRIES)
    assert preview(ENTRIES, versions.pictures("v2")) == Preview(1, 1, 1)
    publish_verdicts(settings, "v2", "")
    assert versions.changes("v3") == Changes({3: 9, 8: 1}, frozenset({5}))


def test_verdicts_that_change_nothing_are_not_published(
    settings: Settings, versions: Versions
) -> None:
    Verdicts(settings).add([ENTRIES[1]])
    with pytest.raises(BadData, match="nothing to publish"):
        publish_verdicts(settings, "v1", "")
    with pytest.raises(DataUnavailable, match="v7"):
        publish_verdicts(settings, "v7", "")
    assert versions.names() == ()
