"""Batches on the disk: whole or not at all, whatever the files are called."""

import io

import pytest

from core.errors import BadPicture, HomeUnusable
from core.settings import Settings
from core.workflows.batch.store import Batch, Batches


@pytest.fixture
def batches(settings: Settings) -> Batches:
    return Batches(settings)


def keep(batches: Batches, *files: tuple[str, bytes]) -> Batch:
    return batches.keep([(name, io.BytesIO(content)) for name, content in files])


def test_too_many_or_too_large_files_are_refused_and_nothing_is_kept(
    settings: Settings, batches: Batches, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.workflows.batch.store.MOST_FILES", 2)
    monkeypatch.setattr("core.workflows.batch.store.MOST_UNPACKED", 100)
    with pytest.raises(BadPicture, match="more than 2 files"):
        keep(batches, *((f"{n}.png", b"x") for n in range(3)))
    with pytest.raises(BadPicture, match="Drop fewer at once"):
        keep(batches, ("a.png", bytes(101)))
    with pytest.raises(BadPicture, match="nothing to answer"):
        keep(batches)
    assert batches.all() == ()
    assert list((settings.data / "batches").iterdir()) == []


def test_a_disk_that_cannot_be_written_is_a_sentence(settings: Settings) -> None:
    settings.data.mkdir(parents=True)
    (settings.data / "batches").write_text("in the way")
    with pytest.raises(HomeUnusable, match=r"cannot be written: .*\. Free some space"):
        keep(Batches(settings), ("a.png", b"x"))


def test_batches_are_listed_newest_first_and_a_damaged_one_is_left_out(batches: Batches) -> None:
    first, second = keep(batches, ("a.png", b"x")), keep(batches, ("b.png", b"x"), ("c.png", b"y"))
    titles = [(second.id, "2 files"), (first.id, "a.png")]
    assert [(one.id, one.title) for one in batches.all()] == titles
    (first.folder / "batch.json").write_text("{")
    assert [one.id for one in batches.all()] == [second.id]


@pytest.mark.parametrize("name", ["", "..", "../../etc", "20260101-000000-abcdef"])
def test_a_batch_that_is_not_there_is_a_sentence(batches: Batches, name: str) -> None:
    with pytest.raises(BadPicture, match="no longer here"):
        batches.get(name)


def test_an_upload_is_kept_under_a_number_whatever_it_is_called(
    settings: Settings, batches: Batches
) -> None:
    batch = keep(batches, ("../../../escaped.png", b"x"), ("/etc/x.png", b"y"))
    kept = sorted(path.name for path in (batch.folder / "uploads").iterdir())
    assert kept == ["0000", "0001"]
    assert not list(settings.home.rglob("escaped*"))


def test_what_a_kill_left_half_deleted_is_swept_away_by_the_next_batch(
    settings: Settings, batches: Batches
) -> None:
    left = settings.data / "batches" / ".going-20260101-000000-abcdef"
    left.mkdir(parents=True)
    keep(batches, ("a.png", b"x"))
    assert not left.exists()
