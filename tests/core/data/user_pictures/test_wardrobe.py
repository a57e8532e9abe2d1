"""The wardrobe: labelled pictures are stored completely, and split once and for all."""

import errno
import io
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.data.user_pictures.wardrobe import Answered, Item, Wardrobe
from core.errors import BadData, HomeUnusable
from core.input_kind import InputKind
from core.settings import Settings


@pytest.fixture
def wardrobe(settings: Settings) -> Wardrobe:
    return Wardrobe(settings)


def item(number: int, label: int = 0, **changes: object) -> Item:
    random = np.random.default_rng(number)
    values = {
        "pixels": random.integers(0, 256, (28, 28), np.uint8),
        "label": label,
        "original": random.integers(0, 256, (30, 40, 3), np.uint8),
    }
    return Item(**(values | changes))  # type: ignore[arg-type]


def test_reading_an_empty_wardrobe_creates_no_folder(
    wardrobe: Wardrobe, settings: Settings
) -> None:
    assert wardrobe.items() == wardrobe.deleted() == ()
    assert not settings.data.exists()


def test_an_item_is_read_back_with_all_its_fields(wardrobe: Wardrobe) -> None:
    answered = Answered(label=4, probability=0.5, known=True, model="v3")
    added = item(1, 6, file="bed.jpg", answered=answered, kind=InputKind.PHOTO)
    id_ = wardrobe.add(added)
    (stored,) = wardrobe.items()
    assert (stored.id, stored.label, stored.name) == (id_, 6, "Shirt")
    assert (stored.file, stored.kind, stored.answered) == ("bed.jpg", "photo", answered)
    np.testing.assert_array_equal(stored.pixels, added.pixels)
    original = np.asarray(Image.open(io.BytesIO(stored.original())))
    np.testing.assert_array_equal(original, added.original)


def test_a_large_original_is_stored_downscaled(wardrobe: Wardrobe) -> None:
    wardrobe.add(item(1, original=np.full((900, 1200, 3), 90, np.uint8)))
    (stored,) = wardrobe.items()
    assert Image.open(io.BytesIO(stored.original())).size == (512, 384)


@pytest.mark.parametrize("shape", [(40, 30), (40, 30, 4)])
def test_greyscale_and_rgba_originals_are_stored_unchanged(
    wardrobe: Wardrobe, shape: tuple[int, ...]
) -> None:
    added = item(1, original=np.random.default_rng(0).integers(0, 256, shape, np.uint8))
    wardrobe.add(added)
    (stored,) = wardrobe.items()
    found = np.asarray(Image.open(io.BytesIO(stored.original())))
    np.testing.assert_array_equal(found, added.original)


def test_adding_a_photo_again_replaces_its_label_and_keeps_its_side(wardrobe: Wardrobe) -> None:
    wardrobe.add(item(1, 0))
    holdout = wardrobe.items()[0].holdout
    wardrobe.add(item(1, 4, pixels=np.zeros((28, 28), np.uint8)))
    (stored,) = wardrobe.items()
    assert (stored.label, stored.pixels.any(), stored.holdout) == (4, False, holdout)


@pytest.mark.parametrize("count", [2, 3, 9, 20])
def test_half_of_each_label_is_in_the_holdout(wardrobe: Wardrobe, count: int) -> None:
    for label in (0, 9):
        for number in range(count):
            wardrobe.add(item(100 * label + number, label))
    for label in (0, 9):
        holdout = sum(stored.holdout for stored in wardrobe.items() if stored.label == label)
        assert holdout in (count // 2, count - count // 2)


def test_the_first_picture_of_a_label_is_not_in_the_holdout(wardrobe: Wardrobe) -> None:
    for label in range(10):
        wardrobe.add(item(label, label))
    assert not any(stored.holdout for stored in wardrobe.items())


def test_a_picture_never_moves_between_train_and_holdout(wardrobe: Wardrobe) -> None:
    ids = [wardrobe.add(item(number)) for number in range(6)]
    sides = {stored.id: stored.holdout for stored in wardrobe.items()}
    wardrobe.delete(*ids[:3])
    wardrobe.add(item(77))
    wardrobe.add(item(0))
    wardrobe.restore(*ids)
    assert sides.items() <= {stored.id: stored.holdout for stored in wardrobe.items()}.items()


def test_deleted_items_can_be_restored_or_erased(wardrobe: Wardrobe) -> None:
    first, second = wardrobe.add(item(1)), wardrobe.add(item(2))
    assert wardrobe.delete(first, second, "nothing") == 2
    assert wardrobe.items() == ()
    assert wardrobe.restore(first) == 1
    assert [stored.id for stored in wardrobe.items()] == [first]
    assert wardrobe.items()[0].original()
    assert wardrobe.forget() == 1
    assert wardrobe.restore(second) == 0


def test_erasing_leaves_no_file_of_a_picture(wardrobe: Wardrobe, settings: Settings) -> None:
    wardrobe.delete(wardrobe.add(item(1)))
    wardrobe.forget()
    assert [path for path in settings.data.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("id_", ["../secret", "a/b", "", "."])
def test_an_id_cannot_reach_files_outside_the_wardrobe(
    wardrobe: Wardrobe, home: Path, id_: str
) -> None:
    wardrobe.add(item(1))
    (home / "secret.json").write_text("{}")
    (home / "data" / "secret.json").write_text("{}")
    assert wardrobe.delete(id_) == 0
    assert (home / "data" / "secret.json").exists()


@pytest.mark.parametrize("content", ["", "{", "[]", '{"label": 77}'])
def test_a_damaged_record_is_skipped_and_the_others_stay(
    wardrobe: Wardrobe, settings: Settings, content: str
) -> None:
    damaged, whole = wardrobe.add(item(1)), wardrobe.add(item(2))
    (settings.data / "wardrobe" / f"{damaged}.json").write_text(content)
    assert [stored.id for stored in wardrobe.items()] == [whole]
    assert f"{damaged}.json" in wardrobe.trouble()
    assert f"{whole}.json" not in wardrobe.trouble()


@pytest.mark.parametrize("deleted", [False, True])
def test_adding_the_original_again_repairs_a_damaged_record(
    wardrobe: Wardrobe, settings: Settings, deleted: bool
) -> None:
    assert not wardrobe.trouble()
    damaged = wardrobe.add(item(1, 3))
    if deleted:
        wardrobe.delete(damaged)
    (record,) = settings.data.rglob(f"{damaged}.json")
    record.write_text("{")
    assert "1 picture has a damaged record" in wardrobe.trouble()
    original = np.asarray(Image.open(record.with_suffix(".png")))
    assert wardrobe.add(item(1, 3, original=original)) == damaged
    assert not wardrobe.trouble()
    assert [one.id for one in wardrobe.items()] == [damaged]


@pytest.mark.parametrize("change", [{"kind": "sculpture"}, {"label": 77}, {"pixels": "eA=="}])
def test_a_record_with_an_invalid_field_is_skipped(
    wardrobe: Wardrobe, settings: Settings, change: dict[str, object]
) -> None:
    path = settings.data / "wardrobe" / f"{wardrobe.add(item(1))}.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | change))
    assert wardrobe.items() == ()


def test_holdout_is_stored_under_the_key_of_earlier_versions(
    wardrobe: Wardrobe, settings: Settings
) -> None:
    path = settings.data / "wardrobe" / f"{wardrobe.add(item(1))}.json"
    record = json.loads(path.read_text())
    assert record["held_back"] is False
    path.write_text(json.dumps(record | {"held_back": True}))
    assert wardrobe.items()[0].holdout


@pytest.mark.parametrize(
    "wrong",
    [
        {"pixels": np.zeros((28, 28), np.float32)},
        {"pixels": np.zeros((20, 20), np.uint8)},
        {"label": 10},
        {"original": np.zeros(9, np.uint8)},
    ],
)
def test_an_invalid_item_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(BadData):
        item(1, **wrong)  # type: ignore[arg-type]


def test_a_full_disk_is_reported_and_leaves_no_partial_item(
    wardrobe: Wardrobe, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("core.files.os.fsync", full)
    with pytest.raises(HomeUnusable, match="No space left on device"):
        wardrobe.add(item(1))
    assert wardrobe.items() == ()


CHANGES: dict[str, Callable[[Wardrobe, str], object]] = {
    "add": lambda wardrobe, id_: wardrobe.add(item(7)),
    "relabel": lambda wardrobe, id_: wardrobe.relabel(id_, 3),
    "delete": lambda wardrobe, id_: wardrobe.delete(id_),
    "restore": lambda wardrobe, id_: wardrobe.restore(wardrobe.deleted()[0].id),
    "forget": lambda wardrobe, id_: wardrobe.forget(),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_folder_that_cannot_be_written_is_reported_by_every_change(
    wardrobe: Wardrobe, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    id_, other = wardrobe.add(item(1)), wardrobe.add(item(2))
    wardrobe.delete(other)
    for name in ("replace", "unlink"):
        monkeypatch.setattr(f"pathlib.Path.{name}", refuse)
    with pytest.raises(HomeUnusable, match=r"cannot be written: Read-only file system\. Allow"):
        CHANGES[change](wardrobe, id_)
    monkeypatch.undo()
    assert [one.id for one in wardrobe.items()] == [id_]
    assert [one.id for one in wardrobe.deleted()] == [other]


def test_a_damaged_original_is_reported_and_the_item_stays(wardrobe: Wardrobe) -> None:
    id_ = wardrobe.add(item(1))
    kept = wardrobe.get(id_)
    assert kept is not None
    for content in (b"", b"no picture", kept.picture.read_bytes()[:200]):
        kept.picture.write_bytes(content)
        with pytest.raises(BadData, match="can no longer be read"):
            kept.original()
    assert wardrobe.get(id_) is not None
