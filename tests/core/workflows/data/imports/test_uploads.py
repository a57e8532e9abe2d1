"""Uploads of an import: three forms, hostile names, what is kept and what is refused at once."""

import io
import zipfile
from pathlib import Path
from typing import BinaryIO

import numpy as np
import pytest

from core import files
from core.errors import BadData, BadPicture, FittingRoomError, HomeUnusable
from core.settings import Settings
from core.workflows.context import Silent
from core.workflows.data.imports import store as store_module
from core.workflows.data.imports.importing import ImportPreview, Preparing, Refused
from core.workflows.data.imports.preview_file import read_preview, write_preview
from core.workflows.data.imports.store import Upload, Uploads
from tests.core.data.conftest import packed as packed
from tests.core.data.small_files import fill
from tests.core.workflows.data.imports.files import as_sent, garment, png

COAT, BOOT = png(garment(1)), png(garment(2))


@pytest.fixture(autouse=True)
def small(settings: Settings, packed: dict[str, bytes]) -> None:
    fill(settings.raw, packed)


@pytest.fixture
def uploads(settings: Settings) -> Uploads:
    return Uploads(settings)


def previewed(settings: Settings, upload: Upload) -> ImportPreview:
    with upload.candidates() as found:
        return Preparing(settings, "v1", "auto").preview(found, upload.title, Silent())


def reasons(preview: ImportPreview) -> dict[str, str]:
    return {one.name: one.reason for one in preview.refused}


def zipped(**members: bytes) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as opened:
        for name, member in members.items():
            opened.writestr(f"{name}/1.png", member)
    return content.getvalue()


def test_a_folder_is_read_by_the_names_that_the_browser_sent(
    settings: Settings, uploads: Uploads
) -> None:
    sent = {
        "Mine/ankle boot/b.png": BOOT,
        "Mine\\Coat\\a.png": COAT,
        "Mine/.DS_Store": b"x",
        "Mine/readme.txt": b"not in a subfolder",
    }
    upload = uploads.keep(as_sent(sent))
    assert upload.title == "Mine"
    preview = previewed(settings, upload)
    assert preview.added.labels == (4, 9)
    assert preview.added.origins == ("Mine/Coat/a.png", "Mine/ankle boot/b.png")
    assert list(reasons(preview)) == ["Mine/readme.txt"]


def test_a_zip_is_one_upload(settings: Settings, uploads: Uploads) -> None:
    upload = uploads.keep(as_sent({"mine.zip": zipped(Coat=COAT, Bag=BOOT)}))
    assert upload.title == "mine.zip"
    assert sorted(previewed(settings, upload).added.labels) == [4, 8]


def test_a_csv_names_the_pictures_that_came_with_it(settings: Settings, uploads: Uploads) -> None:
    rows = "file,label\na.png,Coat\nmore/b.png,9\ngone.png,Bag\n/etc/passwd,Bag\n../up.png,Bag\n"
    sent = {
        "Mine/labels.csv": rows.encode(),
        "Mine/a.png": COAT,
        "Mine/more/b.png": BOOT,
        "Mine/c.png": png(garment(3)),
        "up.png": png(garment(4)),
    }
    preview = previewed(settings, uploads.keep(as_sent(sent)))
    assert preview.added.labels == (4, 9)
    found = reasons(preview)
    for name in ("gone.png", "/etc/passwd", "../up.png"):
        assert found[name] == "It was not uploaded. Choose it together with the CSV."
    assert found["Mine/c.png"].startswith("The CSV does not name it")
    assert "up.png" in found


def test_a_csv_and_pictures_that_were_chosen_one_by_one(
    settings: Settings, uploads: Uploads
) -> None:
    upload = uploads.keep(as_sent({"a.png": COAT, "my.csv": b"label,file\nBag,a.png\n"}))
    assert upload.title == "my.csv"
    assert previewed(settings, upload).added.labels == (8,)


@pytest.mark.parametrize(
    "name", ["../../Coat/x.png", "/tmp/Coat/x.png", "C:\\Coat\\x.png", "a/Coat/" + "x" * 5000]
)
def test_names_from_outside_lead_nowhere(
    settings: Settings, uploads: Uploads, tmp_path: Path, name: str
) -> None:
    before = {path for path in tmp_path.rglob("*") if uploads.folder not in path.parents}
    upload = uploads.keep(as_sent({name: COAT}))
    assert previewed(settings, upload).added.labels == (4,)
    inside = sorted(path.name for path in upload.folder.rglob("*"))
    assert inside == ["0000", "files", "upload.json"]
    after = {path for path in tmp_path.rglob("*") if uploads.folder not in path.parents}
    assert after - before <= {uploads.folder}


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({}, "There is no picture in it"),
        ({"Mine/.DS_Store": b"x"}, "There is no picture in it"),
        ({"a.png": COAT, "b.png": BOOT}, "2 files without a label"),
        ({"a.zip": zipped(Coat=COAT), "b.zip": zipped(Coat=COAT)}, "a.zip is a zip: import it by"),
        ({"a.zip": zipped()}, "There is no picture in it"),
        ({"a.zip": b"PK\x03\x04 and nothing else"}, "a.zip: This zip is damaged"),
        ({"a.csv": b"file,label\n", "b.csv": b""}, "several CSV files: a.csv, b.csv"),
        ({"a.csv": b"x,y\n"}, "a.csv has no columns “file” and “label”"),
        ({"a.csv": b"\xff\xfe\x00f"}, "a.csv is not text in UTF-8"),
        ({"a.csv": b"file,label\n"}, "There is no picture in it"),
    ],
)
def test_what_cannot_be_imported_is_refused_at_once_and_not_kept(
    uploads: Uploads, sent: dict[str, bytes], words: str
) -> None:
    with pytest.raises(BadData, match=words):
        uploads.keep(as_sent(sent))
    assert uploads.all() == ()
    assert list(uploads.folder.iterdir()) == []


def test_too_many_and_too_large_uploads_are_refused(
    uploads: Uploads, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_module, "MAX_FILES", 2)
    with pytest.raises(BadPicture, match="more than 2 files"):
        uploads.keep(as_sent({f"Coat/{number}.png": COAT for number in range(3)}))
    monkeypatch.setattr(store_module, "MAX_UNPACKED", 1_000_000)
    with pytest.raises(BadPicture, match="more than 1 MB"):
        uploads.keep(as_sent({"Coat/a.png": b"x" * 1_000_001}))
    assert list(uploads.folder.iterdir()) == []


class Full(io.BytesIO):
    def read(self, size: int | None = -1, /) -> bytes:
        raise OSError(28, "No space left on device")


def test_a_full_disk_is_said_and_leaves_nothing(uploads: Uploads) -> None:
    files: list[tuple[str, BinaryIO]] = [("Coat/a.png", io.BytesIO(COAT)), ("Coat/b.png", Full())]
    with pytest.raises(HomeUnusable, match="No space left on device"):
        uploads.keep(files)
    assert list(uploads.folder.iterdir()) == []


def test_a_full_disk_while_the_preview_is_written_keeps_the_upload(
    settings: Settings, uploads: Uploads, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = uploads.keep(as_sent({"Coat/a.png": COAT}))
    preview = previewed(settings, upload)

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.os, "fsync", full)
    with pytest.raises(HomeUnusable, match="No space left on device"):
        upload.keep(preview)
    assert upload.previewed() == 0
    assert sorted(path.name for path in upload.folder.iterdir()) == ["files", "upload.json"]


def test_a_damaged_record_is_named_and_the_others_stay(uploads: Uploads) -> None:
    bad, good = (uploads.keep(as_sent({"Coat/a.png": COAT})) for _ in range(2))
    assert uploads.trouble() == ""
    (bad.folder / "upload.json").write_text("{")
    assert uploads.all() == (good,)
    assert str(bad.folder) in uploads.trouble()
    with pytest.raises(BadData, match="no longer here"):
        uploads.get(bad.id)


@pytest.mark.parametrize("id_", ["", "../x", "20260101-000000-abcdef", "a/b", "."])
def test_an_upload_that_is_not_there_is_refused(uploads: Uploads, id_: str) -> None:
    with pytest.raises(BadData, match="no longer here"):
        uploads.get(id_)


def test_a_preview_is_read_back_as_it_was_written(tmp_path: Path, settings: Settings) -> None:
    upload = Uploads(settings).keep(as_sent({"Coat/a.png": COAT, "Coat/b.txt": b"no picture"}))
    preview = previewed(settings, upload)
    upload.keep(preview)
    found = upload.preview()
    assert np.array_equal(found.added.images, preview.added.images)
    assert found.added.labels == (4,)
    assert found.refused == preview.refused
    assert (found.source, found.parent) == (preview.source, "v1")
    assert isinstance(found.refused[0], Refused)


@pytest.mark.parametrize("damage", ["missing", "cut", "flipped", "empty", "another file"])
def test_a_damaged_preview_is_refused(settings: Settings, tmp_path: Path, damage: str) -> None:
    upload = Uploads(settings).keep(as_sent({"Coat/a.png": COAT}))
    path = tmp_path / "preview.npz"
    write_preview(path, previewed(settings, upload))
    content = path.read_bytes()
    middle = len(content) // 3
    changed = {
        "cut": content[:middle],
        "flipped": content[:middle] + bytes([content[middle] ^ 255]) + content[middle + 1 :],
        "empty": b"",
        "another file": b"file,label\n",
    }
    if damage == "missing":
        path.unlink()
    else:
        path.write_bytes(changed[damage])
    with pytest.raises(FittingRoomError, match="Prepare it again, or discard it"):
        read_preview(path)
