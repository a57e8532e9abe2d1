"""Imports: what is taken, what not and why, and the version that comes of it."""

import os
import zipfile
from pathlib import Path

import numpy as np
import pytest

from core.data.versions.changes import Changes
from core.data.versions.pictures import Part, first_added
from core.data.versions.store import Versions
from core.errors import BadData, DataUnavailable
from core.settings import Settings
from core.workflows.data.imports import importing
from core.workflows.data.imports.importing import ImportPreview, preview_import, publish_import
from tests.core.cli.command_line import core, lines
from tests.core.data.conftest import packed as packed
from tests.core.data.small_files import fill
from tests.core.workflows.data.imports.files import garment, png


@pytest.fixture(autouse=True)
def small(settings: Settings, packed: dict[str, bytes]) -> None:
    fill(settings.raw, packed)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two good pictures, and three files that cannot be read."""
    made = tmp_path / "Mine"
    files = {
        "Coat/1.png": png(garment(1)),
        "ankle boot/2.png": png(garment(2)),
        "Coat/notes.jpg": b"Dear diary, no photo at all.\n" * 9,
        "Coat/half.png": png(garment(3))[:100],
        "Coat/empty.png": b"",
        "Coat/.DS_Store": b"x",
        "readme.txt": b"not in a subfolder",
    }
    for name, content in files.items():
        (made / name).parent.mkdir(parents=True, exist_ok=True)
        (made / name).write_bytes(content)
    return made


def reasons(preview: ImportPreview) -> dict[str, str]:
    return {one.name: one.reason for one in preview.refused}


def test_a_folder_with_three_bad_files_becomes_a_version(settings: Settings, folder: Path) -> None:
    preview = preview_import(settings, folder)
    assert preview.added.labels == (4, 9)
    assert preview.added.origins == ("Coat/1.png", "ankle boot/2.png")
    refused = reasons(preview)
    assert set(refused) == {"Coat/notes.jpg", "Coat/half.png", "Coat/empty.png"}
    assert "holds text" in refused["Coat/notes.jpg"]
    assert "is empty" in refused["Coat/empty.png"]
    assert preview.in_words() == (
        "2 pictures (1 Ankle boot, 1 Coat) to add to v1, 3 files refused."
    )
    assert Versions(settings).names() == ()  # a preview writes nothing
    made = publish_import(settings, preview, author="Ada")
    assert (made.name, made.author, made.counts.added) == ("v2", "Ada", 2)
    assert made.reason == "Imported 2 pictures from Mine"
    pictures = Versions(settings).pictures("v2")
    assert np.array_equal(pictures.images[first_added() :], [garment(1), garment(2)])
    assert pictures.labels[first_added() :].tolist() == [4, 9]
    assert set(pictures.parts[first_added() :]) == {Part.TRAIN}


def test_unknown_labels_are_refused_by_name(settings: Settings, folder: Path) -> None:
    (folder / "Coat").rename(folder / "Sombrero")
    preview = preview_import(settings, folder)
    assert preview.added.labels == (9,)
    assert "“Sombrero” is no class. Use one of: T-shirt/top" in reasons(preview)["Sombrero/1.png"]


def test_the_same_picture_twice_is_taken_once(settings: Settings, folder: Path) -> None:
    (folder / "Coat" / "again.png").write_bytes(png(garment(2)))
    (folder / "Coat" / "copy.png").write_bytes(png(garment(1)))
    refused = reasons(preview_import(settings, folder))
    assert refused["Coat/copy.png"] == "It is the same picture as Coat/1.png."
    words = "It is the same picture as Coat/again.png, which is labelled Coat."
    assert refused["ankle boot/2.png"] == words


def test_a_picture_that_the_data_has_already_is_refused(settings: Settings, folder: Path) -> None:
    pictures = Versions(settings).pictures("v1")
    (folder / "Coat" / "old.png").write_bytes(png(pictures.images[103]))
    preview = preview_import(settings, folder, kind="pixels")
    inverted = pictures.images[103][[0, 0, -1, -1], [0, -1, 0, -1]].min() > 127
    assert not inverted
    assert reasons(preview)["Coat/old.png"] == "It is in v1 already, as test 3."


def test_a_second_import_adds_to_the_first(settings: Settings, folder: Path) -> None:
    publish_import(settings, preview_import(settings, folder))
    (folder / "Coat" / "new.png").write_bytes(png(garment(7)))
    preview = preview_import(settings, folder, parent="v2")
    assert preview.added.origins == ("Coat/new.png",)
    assert reasons(preview)["Coat/1.png"] == "It is in v2 already, as added 0."
    assert publish_import(settings, preview, "More").counts.added == 3


def test_changes_of_the_parent_stay(settings: Settings, folder: Path) -> None:
    Versions(settings).publish("v1", Changes({3: 9}, frozenset({4})), "")
    made = publish_import(settings, preview_import(settings, folder, parent="v2"))
    counts = made.counts
    assert (made.parent, counts.relabelled, counts.excluded, counts.added) == ("v2", 1, 1, 2)


def test_nothing_to_take_publishes_nothing(settings: Settings, folder: Path) -> None:
    for path in (folder / "Coat" / "1.png", folder / "ankle boot" / "2.png"):
        path.unlink()
    with pytest.raises(BadData, match="none of 3 files can be taken"):
        publish_import(settings, preview_import(settings, folder))
    assert Versions(settings).names() == ()


def test_a_zip_is_read_in_place_and_its_hostile_members_refused(
    settings: Settings, tmp_path: Path
) -> None:
    path = tmp_path / "mine.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mine/Bag/1.png", png(garment(1)))
        archive.writestr("../../Bag/2.png", png(garment(2)))
        archive.writestr("Bag/bomb.png", b"\0" * 20_000_000)
        archive.writestr("loose.png", png(garment(4)))
    preview = preview_import(settings, path)
    assert (preview.added.labels, preview.added.origins) == ((8,), ("mine/Bag/1.png",))
    refused = reasons(preview)
    assert "leads out of the zip" in refused["../../Bag/2.png"]
    assert "zip bomb" in refused["Bag/bomb.png"]
    assert refused["loose.png"].startswith("No label.")
    assert list(tmp_path.glob("**/2.png")) == []


def a_csv(folder: Path, text: str) -> Path:
    path = folder / "labels.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_csv_names_files_beside_it(settings: Settings, folder: Path) -> None:
    secret = folder.parent / "secret.png"
    secret.write_bytes(png(garment(8)))
    (folder / "link.png").symlink_to(secret)
    rows = (
        "Label,note,FILE\nbag,,Coat/1.png\n8,x,ankle boot/2.png\n,,Coat/half.png\nbag,,gone.png\n"
    )
    rows += f"bag,,../secret.png\nbag,,{secret}\nbag,,link.png\nbag\nbag,,Coat\n\n"
    preview = preview_import(settings, a_csv(folder, rows))
    assert preview.added.labels == (8, 8)
    refused = reasons(preview)
    assert refused["Coat/half.png"].startswith("No label.")
    assert refused["gone.png"] == "There is no such file."
    for name in ("../secret.png", str(secret), "link.png"):
        assert "leads out of the folder of the CSV" in refused[name]
    assert refused["a row without a file"] == "The row names no file."
    assert "not a file" in refused["Coat"]


def test_a_pipe_in_a_csv_is_not_waited_for(settings: Settings, folder: Path) -> None:
    os.mkfifo(folder / "pipe.png")
    preview = preview_import(settings, a_csv(folder, "file,label\npipe.png,bag\nCoat/1.png,bag\n"))
    assert "not a file" in reasons(preview)["pipe.png"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "no columns"),
        (b"picture,class\na.png,Coat\n", "no columns “file” and “label”"),
        (b"file,label\n", "holds no pictures"),
        (b"\xff\xfe\x00f", "not text in UTF-8"),
        (b'file,label\n"a.png,Coat\n', "malformed"),
        (png(np.zeros((28, 28), np.uint8)), "not text in UTF-8"),
    ],
)
def test_a_wrong_csv_is_refused_with_its_form(
    settings: Settings, tmp_path: Path, content: bytes, words: str
) -> None:
    path = tmp_path / "labels.csv"
    path.write_bytes(content)
    with pytest.raises(BadData, match=words):
        preview_import(settings, path)


def test_sources_and_parents_that_do_not_exist_are_refused(
    settings: Settings, tmp_path: Path, folder: Path
) -> None:
    with pytest.raises(BadData, match="is no folder and no file"):
        preview_import(settings, tmp_path / "gone")
    (tmp_path / "empty").mkdir()
    with pytest.raises(BadData, match="holds no pictures"):
        preview_import(settings, tmp_path / "empty")
    broken = tmp_path / "broken.zip"
    broken.write_bytes(b"PK\x03\x04 and nothing else")
    with pytest.raises(BadData, match="damaged or incomplete"):
        preview_import(settings, broken)
    with pytest.raises(DataUnavailable, match="no dataset version named “v9”"):
        preview_import(settings, folder, parent="v9")


def test_more_than_an_import_takes_is_named(
    settings: Settings, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "MAX_IMPORTED", 4)
    assert "An import takes" in reasons(preview_import(settings, folder))["ankle boot/2.png"]


def test_the_command_previews_then_publishes(settings: Settings, folder: Path) -> None:
    dry = core("data", "import", folder, "--dry-run", "--json")
    assert dry.exit_code == 0
    *refused, last = lines(dry)
    assert [set(line) for line in refused] == [{"file", "error"}] * 3
    assert last == {"version": None, "added": 2, "refused": 3}
    assert Versions(settings).names() == ()
    done = core("data", "import", folder, "--reason", "Winter")
    assert (done.exit_code, done.stdout.splitlines()[-1]) == (0, "Published as v2.")
    assert Versions(settings).get("v2").reason == "Winter"
    again = core("data", "import", folder, "--parent", "v2", "--json")
    assert again.exit_code == 1
    assert "Nothing to import" in lines(again)[-1]["error"]


def test_the_command_validate_prints_every_check_and_fails_for_errors(settings: Settings) -> None:
    done = core("data", "validate", "--json")
    found = lines(done)
    assert done.exit_code == 0
    assert {"name", "title", "severity", "threshold", "finding"} == set(found[0])
    words = core("data", "validate").stdout
    assert len(words.splitlines()) == len(found) + 1
    unknown = core("data", "validate", "--version", "v7", "--json")
    assert unknown.exit_code == 1
    assert "no dataset version named" in lines(unknown)[0]["error"]
