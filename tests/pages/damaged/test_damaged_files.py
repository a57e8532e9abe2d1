"""A page says which of a person's files are damaged, and shows everything else."""

from collections.abc import Callable

import pytest

from core.settings import Settings
from tests.older_home import unpack
from tests.pages.conftest import OpenPage
from tests.pages.seen import buttons, fine, read


def empty(content: bytes) -> bytes:
    return b""


def half(content: bytes) -> bytes:
    return content[: len(content) // 2]


@pytest.mark.parametrize("damage", [empty, half])
@pytest.mark.parametrize(
    ("page", "file", "words"),
    [
        ("train", "models/jobs.db", "The record of jobs was damaged."),
        ("wardrobe", "data/wardrobe/*.json", "1 picture has a damaged record"),
        ("wardrobe", "data/wardrobe/deleted/*.json", "1 picture has a damaged record"),
        ("models", "data/cases/*.json", "1 picture has a damaged record"),
        ("models", "models/runs/*/artifacts/model/threshold.json", "Thresholds that you chose"),
        ("batch", "data/batches/*/batch.json", "their names are lost"),
        ("batch", "data/batches/*/answers.ndjson", "can no longer be read: the record is damaged"),
        ("batch", "data/batches/*/corrections.json", "Corrections can no longer be read"),
        ("stages", "data/ablations/*/looks.ndjson", "of 4 pictures are no longer stored"),
    ],
)
def test_a_damaged_file_is_reported_on_its_page(
    page: str,
    file: str,
    words: str,
    damage: Callable[[bytes], bytes],
    settings: Settings,
    open_page: OpenPage,
) -> None:
    unpack(settings.home)
    path = next(iter(settings.home.glob(file)))
    path.write_bytes(damage(path.read_bytes()))
    (warning,) = fine(open_page(page)).warning
    assert words in read(warning.value)


def test_pages_warn_of_nothing_in_an_intact_home(settings: Settings, open_page: OpenPage) -> None:
    unpack(settings.home)
    for page in ("train", "wardrobe", "models", "batch", "stages"):
        assert not fine(open_page(page)).warning


def test_lost_answers_of_a_finished_batch_can_be_answered_again(
    settings: Settings, open_page: OpenPage
) -> None:
    unpack(settings.home)
    (answers,) = settings.data.glob("batches/*/answers.ndjson")
    assert "Continue" not in buttons(open_page("batch"))
    answers.write_bytes(half(answers.read_bytes()))
    assert "Continue" in buttons(fine(open_page("batch")))


def test_ablations_keep_their_pictures_when_the_record_of_jobs_is_lost(
    settings: Settings, open_page: OpenPage
) -> None:
    unpack(settings.home)
    (settings.models / "jobs.db").unlink()
    (samples,) = settings.data.glob("ablations/*/looks.ndjson")
    fine(open_page("stages"))
    assert samples.exists()
