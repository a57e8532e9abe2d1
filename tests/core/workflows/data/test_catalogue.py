"""The catalogue of the versions, and the check of the data at its first fetch."""

import json

import pytest

from core.data.checks.reports import Reports
from core.data.dictionary import COLUMNS
from core.data.versions.changes import Changes
from core.data.versions.original import HASH
from core.data.versions.store import Versions
from core.registry import Registry
from core.settings import Settings
from core.workflows.data import catalogue as catalogue_module
from core.workflows.data.catalogue import catalogue
from core.workflows.data.first_check import check_once
from core.workflows.data.validate import validate


def test_the_catalogue_has_v1_without_any_file(settings: Settings) -> None:
    found = catalogue(settings, Registry(settings))
    (v1,) = found.versions
    assert (v1.name, v1.parent, v1.hash, v1.models, v1.checked) == ("v1", "", HASH, (), "")
    counts = v1.counts
    assert (counts.train, counts.validation, counts.test) == (55_000, 5_000, 10_000)
    assert found.dictionary.columns == COLUMNS


def test_versions_models_and_checks_are_in_it(
    settings: Settings, versions: Versions, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = versions.publish("v1", Changes({3: 9}, frozenset({4})), "Wrong <b>", "Ada")
    versions.publish("v2", Changes({3: 9}), "")
    versions.retire("v3", "", ())
    validate(settings, "v2")
    monkeypatch.setattr(catalogue_module, "models_by_version", lambda registry: {"v2": ("v7",)})
    found = catalogue(settings, Registry(settings))
    assert [(one.name, one.parent, one.retired) for one in found.versions] == [
        ("v1", "", False),
        ("v2", "v1", False),
        ("v3", "v2", True),
    ]
    v2 = found.versions[1]
    assert (v2.hash, v2.steps, v2.author, v2.models) == (made.hash, made.steps, "Ada", ("v7",))
    assert "checks passed" in v2.checked
    read = json.loads(found.as_json())
    assert read["versions"][1]["reason"] == "Wrong <b>"
    assert [step["name"] for step in read["versions"][1]["steps"]] == [
        "split",
        "relabel",
        "exclude",
    ]


def test_a_version_that_was_edited_is_left_out(settings: Settings, versions: Versions) -> None:
    versions.publish("v1", Changes({3: 9}), "")
    (settings.processed / "v2" / "manifest.json").write_text("{}")
    found = catalogue(settings, Registry(settings))
    assert [one.name for one in found.versions] == ["v1"]


def test_the_published_data_is_checked_once(settings: Settings, versions: Versions) -> None:
    report = check_once(settings)
    assert report is not None
    assert Reports(settings).history("v1") == (report,)
    assert check_once(settings) is None
    assert len(Reports(settings).history("v1")) == 1
