"""Storing batches: completely or not at all, whatever the names of the files."""

import io

import pytest

from core.errors import BadPicture, HomeUnusable
from core.settings import Settings
from core.workflows.batch.store import Batches
from tests.core.workflows.batch.dropped import stored_batch


@pytest.fixture
def batches(settings: Settings) -> Batches:
    return Batches(settings)


def test_too_many_or_too_large_files_are_refused_and_not_stored(
    settings: Settings, batches: Batches, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.workflows.batch.store.MAX_FILES", 2)
    monkeypatch.setattr("core.workflows.batch.store.MAX_UNPACKED", 100)
    with pytest.raises(BadPicture, match="more than 2 files"):
        stored_batch(batches, *((f"{n}.png", b"x") for n in range(3)))
    with pytest.raises(BadPicture, match="Drop fewer at once"):
        stored_batch(batches, ("a.png", bytes(101)))
    with pytest.raises(BadPicture, match="nothing to answer"):
        stored_batch(batches)
    assert batches.all() == ()
    assert list((settings.data / "batches").iterdir()) == []


def test_a_folder_that_cannot_be_written_is_reported(settings: Settings) -> None:
    settings.data.mkdir(parents=True)
    (settings.data / "batches").write_text("no folder")
    with pytest.raises(HomeUnusable, match=r"cannot be written: .*\. Free some space"):
        stored_batch(Batches(settings), ("a.png", b"x"))


def test_batches_are_listed_newest_first(batches: Batches) -> None:
    first, second = (
        stored_batch(batches, ("a.png", b"x")),
        stored_batch(batches, ("b.png", b"x"), ("c.png", b"y")),
    )
    titles = [(second.id, "2 files"), (first.id, "a.png")]
    assert [(one.id, one.title) for one in batches.all()] == titles


@pytest.mark.parametrize("content", ["", "{", '{"title": 3}'])
def test_a_batch_whose_record_is_damaged_keeps_its_files_and_answers(
    batches: Batches, content: str
) -> None:
    line = b'{"drawing": []}\n'
    batch = stored_batch(batches, ("a.png", b"x"), ("b.ndjson", line), ("c.png", b""))
    batch.results.correct({0: "Dress"})
    assert not batches.get(batch.id).trouble
    (batch.folder / "batch.json").write_text(content)
    (found,) = batches.all()
    assert found == batches.get(batch.id)
    assert found.names == ("File 1", "File 2.ndjson", "File 3")
    assert found.title == "3 files"
    assert found.results.corrections() == {0: "Dress"}
    assert "batch.json, is damaged: their names are lost" in found.trouble
    batches.delete(batch.id)
    assert batches.all() == ()


def test_a_deleted_batch_can_be_restored_until_it_is_erased(
    settings: Settings, batches: Batches
) -> None:
    batch = stored_batch(batches, ("a.png", b"x"))
    batches.delete(batch.id)
    assert (batches.all(), [one.id for one in batches.deleted()]) == ((), [batch.id])
    stored_batch(batches, ("b.png", b"x"))  # tidies up
    batches.restore([batch.id, "gone"])
    assert batch in batches.all()
    batches.delete(batch.id)
    assert batches.erase() == (batch.id,)
    batches.restore([batch.id])
    assert [one.title for one in batches.all()] == ["b.png"]
    assert len(list((settings.data / "batches").iterdir())) == 1


class Stopped(BaseException):
    """Stands for what Streamlit raises in a script that is stopped."""


def test_files_are_counted_while_they_are_taken_in_and_a_stop_keeps_none(
    settings: Settings, batches: Batches
) -> None:
    files = [(f"{number}.png", io.BytesIO(b"x")) for number in range(3)]
    counted: list[int] = []
    batches.keep(files, "Mine", counted.append)
    assert (counted, batches.all()[0].title) == ([1, 2, 3], "Mine")

    def stop(done: int) -> None:
        if done == 2:
            raise Stopped

    with pytest.raises(Stopped):
        batches.keep(files, on_file=stop)
    assert len(list((settings.data / "batches").iterdir())) == 1


@pytest.mark.parametrize("name", ["", "..", "../../etc", "20260101-000000-abcdef"])
def test_a_missing_batch_is_reported(batches: Batches, name: str) -> None:
    with pytest.raises(BadPicture, match="no longer here"):
        batches.get(name)


def test_an_upload_is_stored_under_a_number_whatever_its_name(
    settings: Settings, batches: Batches
) -> None:
    batch = stored_batch(batches, ("../../../escaped.png", b"x"), ("/etc/x.png", b"y"))
    stored = sorted(path.name for path in (batch.folder / "uploads").iterdir())
    assert stored == ["0000", "0001"]
    assert not list(settings.home.rglob("escaped*"))


def test_a_half_deleted_batch_is_removed_when_the_next_is_stored(
    settings: Settings, batches: Batches
) -> None:
    left = settings.data / "batches" / ".going-20260101-000000-abcdef"
    left.mkdir(parents=True)
    stored_batch(batches, ("a.png", b"x"))
    assert not left.exists()
