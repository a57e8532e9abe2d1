"""The files of a batch are listed up to the limits of count and size."""

import pytest

from core.settings import Settings
from core.workflows.batch import files as batch_files
from core.workflows.batch.store import Batch, Batches
from tests.core.workflows.batch.dropped import stored_batch, zipped


@pytest.fixture
def batches(settings: Settings) -> Batches:
    return Batches(settings)


def names(batch: Batch) -> list[str]:
    with batch.files() as files:
        return [entry.name for entry in files.entries()]


def test_files_beyond_the_limit_are_summarised_in_one_entry(
    batches: Batches, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch_files, "MAX_FILES", 3)
    many = zipped(**{f"p{n}_png": b"x" for n in range(9)})
    assert names(stored_batch(batches, ("many.zip", many))) == [
        "p0.png",
        "p1.png",
        "p2.png",
        "6 more",
    ]


def test_a_zip_is_unpacked_up_to_the_size_limit(
    batches: Batches, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch_files, "MAX_UNPACKED", 250)
    batch = stored_batch(batches, ("a.zip", zipped(**{f"p{n}_png": bytes(100) for n in range(4)})))
    with batch.files() as files:
        assert [bool(one.refusal) for one in files.entries()] == [False, False, True, True]
