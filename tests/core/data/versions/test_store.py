"""Versions: published whole or not at all, read back as they were, and never changed."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.data import Sources, datasets, fetch, load, load_test
from core.data.versions.changes import Added, Changes
from core.data.versions.pictures import first_added, first_test, picture_name
from core.data.versions.store import Versions
from core.errors import BadData, DataUnavailable, HomeUnusable
from core.settings import Settings


@pytest.fixture
def versions(settings: Settings, package: Path) -> Versions:
    fetch(settings, sources=Sources(folder=package))
    return Versions(settings)


def added(count: int = 2) -> Added:
    images = np.arange(count * 784, dtype=np.uint32).reshape(-1, 28, 28).astype(np.uint8)
    images[:, 0, 0] = range(count)
    return Added(images, tuple(range(count)), tuple(f"{n}.png" for n in range(count)))


def test_a_version_is_v1_with_its_changes(versions: Versions, settings: Settings) -> None:
    changes = Changes({3: 9, first_test(): 5}, frozenset({4, 17}), added())
    made = versions.publish("v1", changes, "Ten looks", "Ada")
    before, after = load("v1", settings), load("v2", settings)
    assert (made.name, made.parent, made.author, made.reason) == ("v2", "v1", "Ada", "Ten looks")
    assert versions.get("v2") == made
    assert versions.changes("v2") == changes
    assert after.hash == made.hash != before.hash
    assert (len(after.train), len(after.test)) == (made.counts.train, 60)
    assert len(after.train) + len(after.validation) == 100 - 2 + 2
    assert load_test("v2", settings).labels[0] == 5
    pictures = versions.pictures("v2")
    assert pictures.labels[3] == 9
    assert pictures.labels[first_added() :].tolist() == [0, 1]
    assert [step.name for step in made.steps] == ["split", "add", "relabel", "exclude"]
    assert made.steps[0].hash == before.hash
    assert made.steps[-1].hash == after.hash


def test_v1_is_never_written_to(versions: Versions, settings: Settings) -> None:
    before = {path.name: path.read_bytes() for path in settings.raw.iterdir()}
    versions.publish("v1", Changes({3: 9}), "")
    assert {path.name: path.read_bytes() for path in settings.raw.iterdir()} == before


def test_a_version_copied_to_another_home_is_the_same_byte_for_byte(
    versions: Versions, settings: Settings, tmp_path: Path
) -> None:
    versions.publish("v1", Changes({3: 9}, added=added()), "")
    versions.publish("v2", Changes({3: 9, 5: 1}, added=added()), "")
    other = Settings(home=tmp_path / "other")
    shutil.copytree(settings.data, other.data)
    shutil.rmtree(other.processed / "v2")  # no version needs its parent's files
    here, there = load("v3", settings), load("v3", other)
    assert here.hash == there.hash
    for split in ("train", "validation", "test"):
        assert np.array_equal(getattr(here, split).images, getattr(there, split).images)
        assert np.array_equal(getattr(here, split).labels, getattr(there, split).labels)


def test_changes_that_change_nothing_are_not_published(versions: Versions) -> None:
    with pytest.raises(BadData, match="Nothing differs from v1"):
        versions.publish("v1", Changes({3: 3}), "")
    versions.publish("v1", Changes({3: 9}), "")
    with pytest.raises(BadData, match="Nothing differs from v2"):
        versions.publish("v2", Changes({3: 9, 4: 4}), "")
    assert versions.names() == ("v2",)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (Changes({160: 1}), "no picture with the number 160"),
        (Changes({-1: 1}), "no picture with the number -1"),
        (Changes(excluded=frozenset({999})), "no picture with the number 999"),
        (Changes({3: 10}), "label must be 0-9"),
        (Changes(excluded=frozenset(range(0, 100, 10))), "No T-shirt/top would be left"),
    ],
)
def test_changes_that_cannot_be_applied_are_refused_and_leave_nothing(
    versions: Versions, changes: Changes, words: str
) -> None:
    with pytest.raises(BadData, match=words):
        versions.publish("v1", changes, "")
    assert versions.names() == ()


@pytest.mark.parametrize("name", ["manifest.json", "changes.json", "added.npy"])
@pytest.mark.parametrize("damage", ["gone", "empty", "half", "edited"])
def test_a_damaged_version_is_refused_and_the_others_stay(
    versions: Versions, settings: Settings, name: str, damage: str
) -> None:
    versions.publish("v1", Changes({3: 9}, added=added()), "One")
    versions.publish("v2", Changes({4: 9}, added=added()), "Two")
    path = settings.processed / "v2" / name
    content = path.read_bytes()
    if damage == "gone":
        path.unlink()
    elif damage == "edited":
        path.write_bytes(content.replace(b"One", b"Own") if b"One" in content else content[::-1])
    else:
        path.write_bytes(content[: len(content) // 2 if damage == "half" else 0])
    with pytest.raises(BadData, match="v2"):
        load("v2", settings)
    assert len(load("v3", settings).train) > 0
    assert len(load("v1", settings).train) > 0
    assert "v3" in datasets(settings)
    if name == "manifest.json":
        assert "v2" not in datasets(settings)
        assert "v2 is damaged" in versions.trouble()
        assert versions.publish("v1", Changes({9: 1}), "").name == "v4"  # v2 stays taken


def test_an_overlay_sealed_anew_for_a_picture_that_does_not_exist_is_refused(
    versions: Versions, settings: Settings
) -> None:
    from core.data.versions.overlay_files import hashes, to_files
    from core.records import to_json

    made = versions.publish("v1", Changes({3: 9}), "")
    files = to_files(Changes({5000: 9}))
    folder = settings.processed / "v2"
    (folder / "changes.json").write_bytes(files["changes.json"])
    sealed = replace(made, files=hashes(files)).sealed()
    (folder / "manifest.json").write_text(json.dumps(to_json(sealed)))
    with pytest.raises(BadData, match="no picture with the number 5000"):
        load("v2", settings)


def test_a_version_that_models_learned_from_is_not_retired(versions: Versions) -> None:
    versions.publish("v1", Changes({3: 9}), "")
    with pytest.raises(BadData, match="v7, v9 were trained on v2"):
        versions.retire("v2", "wrong", ["v7", "v9"])
    with pytest.raises(BadData, match="v1 is the published dataset"):
        versions.retire("v1", "", [])
    assert versions.retired("v2") is None


def test_a_retired_version_is_not_offered_but_still_loads(
    versions: Versions, settings: Settings
) -> None:
    versions.publish("v1", Changes({3: 9}), "")
    versions.retire("v2", "wrong", [])
    assert "v2" not in datasets(settings)
    assert load("v2", settings).name == "v2"
    versions.bring_back("v2")
    assert "v2" in datasets(settings)


def test_what_a_killed_process_left_is_removed_by_the_next(
    versions: Versions, settings: Settings
) -> None:
    half = settings.processed / ".publishing-abc"
    half.mkdir(parents=True)
    (half / "changes.json").write_text("{")
    assert versions.names() == ()
    assert versions.publish("v1", Changes({3: 9}), "").name == "v2"
    assert not half.exists()


def test_a_disk_that_fills_while_publishing_leaves_no_version(
    versions: Versions, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    from core.data.versions import store

    def full(path: Path, content: bytes) -> None:
        if path.name == "manifest.json":
            raise OSError(28, "No space left on device")
        path.write_bytes(content)

    monkeypatch.setattr(store, "write_whole", full)
    with pytest.raises(HomeUnusable, match="No space left"):
        versions.publish("v1", Changes({3: 9}), "")
    assert [one.name for one in settings.processed.iterdir()] == ["publish.lock"]


def test_unknown_versions_are_refused_naming_the_known(versions: Versions) -> None:
    versions.publish("v1", Changes({3: 9}), "")
    with pytest.raises(DataUnavailable, match=r"no dataset version named “v9”.*v1, v2"):
        versions.get("v9")
    with pytest.raises(DataUnavailable):
        versions.get("../v2")


def test_pictures_are_named_by_their_file() -> None:
    assert picture_name(45592) == "train 45592"
    assert picture_name(60_003) == "test 3"
    assert picture_name(70_002) == "added 2"
