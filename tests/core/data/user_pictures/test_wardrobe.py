"""The wardrobe: what a person labelled is kept whole, privately, and divided once and for all."""

import errno
import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.data.user_pictures.wardrobe import Answered, Item, Wardrobe
from core.errors import BadData, HomeUnusable
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


def test_reading_an_empty_wardrobe_makes_nothing(wardrobe: Wardrobe, settings: Settings) -> None:
    assert wardrobe.items() == wardrobe.deleted() == ()
    assert not settings.data.exists()


def test_an_item_comes_back_with_all_that_was_known_of_it(wardrobe: Wardrobe) -> None:
    said = Answered(label=4, probability=0.5, known=True, model="v3")
    wanted = item(1, 6, file="bed.jpg", answered=said, kind="photo")
    id_ = wardrobe.add(wanted)
    (kept,) = wardrobe.items()
    assert (kept.id, kept.label, kept.name) == (id_, 6, "Shirt")
    assert (kept.file, kept.kind, kept.answered) == ("bed.jpg", "photo", said)
    np.testing.assert_array_equal(kept.pixels, wanted.pixels)
    original = np.asarray(Image.open(io.BytesIO(kept.original())))
    np.testing.assert_array_equal(original, wanted.original)


def test_a_large_original_is_kept_small(wardrobe: Wardrobe) -> None:
    wardrobe.add(item(1, original=np.full((900, 1200, 3), 90, np.uint8)))
    (kept,) = wardrobe.items()
    assert Image.open(io.BytesIO(kept.original())).size == (512, 384)


@pytest.mark.parametrize("shape", [(40, 30), (40, 30, 4)])
def test_drawings_and_cut_outs_keep_their_originals(
    wardrobe: Wardrobe, shape: tuple[int, ...]
) -> None:
    wanted = item(1, original=np.random.default_rng(0).integers(0, 256, shape, np.uint8))
    wardrobe.add(wanted)
    (kept,) = wardrobe.items()
    found = np.asarray(Image.open(io.BytesIO(kept.original())))
    np.testing.assert_array_equal(found, wanted.original)


def test_the_same_photo_under_another_label_replaces_what_was_there(wardrobe: Wardrobe) -> None:
    wardrobe.add(item(1, 0))
    held = wardrobe.items()[0].held_back
    wardrobe.add(item(1, 4, pixels=np.zeros((28, 28), np.uint8)))
    (kept,) = wardrobe.items()
    assert (kept.label, kept.pixels.any(), kept.held_back) == (4, False, held)


@pytest.mark.parametrize("count", [2, 3, 9, 20])
def test_half_of_each_label_is_held_back(wardrobe: Wardrobe, count: int) -> None:
    for label in (0, 9):
        for number in range(count):
            wardrobe.add(item(100 * label + number, label))
    for label in (0, 9):
        held = sum(kept.held_back for kept in wardrobe.items() if kept.label == label)
        assert held in (count // 2, count - count // 2)


def test_the_first_of_a_label_can_be_learned_from(wardrobe: Wardrobe) -> None:
    for label in range(10):
        wardrobe.add(item(label, label))
    assert not any(kept.held_back for kept in wardrobe.items())


def test_a_picture_never_changes_its_side(wardrobe: Wardrobe) -> None:
    ids = [wardrobe.add(item(number)) for number in range(6)]
    sides = {kept.id: kept.held_back for kept in wardrobe.items()}
    wardrobe.delete(*ids[:3])
    wardrobe.add(item(77))
    wardrobe.add(item(0))
    wardrobe.restore(*ids)
    assert sides.items() <= {kept.id: kept.held_back for kept in wardrobe.items()}.items()


def test_what_is_deleted_can_be_brought_back_or_forgotten(wardrobe: Wardrobe) -> None:
    first, second = wardrobe.add(item(1)), wardrobe.add(item(2))
    assert wardrobe.delete(first, second, "nothing") == 2
    assert wardrobe.items() == ()
    assert wardrobe.restore(first) == 1
    assert [kept.id for kept in wardrobe.items()] == [first]
    assert wardrobe.items()[0].original()
    assert wardrobe.forget() == 1
    assert wardrobe.restore(second) == 0


def test_forgetting_leaves_no_file_of_a_picture(wardrobe: Wardrobe, settings: Settings) -> None:
    wardrobe.delete(wardrobe.add(item(1)))
    wardrobe.forget()
    assert [path for path in settings.data.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("id_", ["../secret", "a/b", "", "."])
def test_an_id_is_no_way_out_of_the_wardrobe(wardrobe: Wardrobe, home: Path, id_: str) -> None:
    wardrobe.add(item(1))
    (home / "secret.json").write_text("{}")
    (home / "data" / "secret.json").write_text("{}")
    assert wardrobe.delete(id_) == 0
    assert (home / "data" / "secret.json").exists()


@pytest.mark.parametrize("content", ["", "{", "[]", '{"label": 77}'])
def test_a_damaged_record_is_left_out_and_the_others_stay(
    wardrobe: Wardrobe, settings: Settings, content: str
) -> None:
    damaged, whole = wardrobe.add(item(1)), wardrobe.add(item(2))
    (settings.data / "wardrobe" / f"{damaged}.json").write_text(content)
    assert [kept.id for kept in wardrobe.items()] == [whole]


@pytest.mark.parametrize(
    "wrong",
    [
        {"pixels": np.zeros((28, 28), np.float32)},
        {"pixels": np.zeros((20, 20), np.uint8)},
        {"label": 10},
        {"kind": "sculpture"},
        {"original": np.zeros(9, np.uint8)},
    ],
)
def test_what_is_no_labelled_picture_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(BadData):
        item(1, **wrong)  # type: ignore[arg-type]


def test_a_full_disk_is_a_sentence_and_leaves_no_half_item(
    wardrobe: Wardrobe, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("core.files.os.fsync", full)
    with pytest.raises(HomeUnusable, match="No space left on device"):
        wardrobe.add(item(1))
    assert wardrobe.items() == ()
