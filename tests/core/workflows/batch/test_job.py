"""Batch jobs: files classified one after another, resumed after a kill, corrected and deleted."""

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from core.data.classes import CLASS_NAMES
from core.errors import BadPicture
from core.jobs import JobRefused, JobState, JobStopped
from core.pictures.segmentation.onnx_model import OnnxSegmenter
from core.pictures.segmentation.segmenter import SegmenterAnswer
from core.registry import Registry
from core.settings import Settings
from core.workflows.batch import job as batch_module
from core.workflows.batch.job import (
    delete_batch,
    erase_batches,
    job_on,
    start_batch,
)
from core.workflows.batch.results import BatchResults
from core.workflows.batch.store import Batches
from core.workflows.job_kinds import runner_for
from tests.core.workflows.batch.dropped import answer, garment, stored_batch, zipped
from tests.core.workflows.experiments.several import Killed
from tests.core.workflows.photos.labelled_photos import SHIRT, photo

pytestmark = pytest.mark.usefixtures("shipped")

STROKES = b'{"drawing": [[[40, 210, 210, 40, 40], [30, 30, 220, 220, 30]]]}\n'
LIMIT = 30.0  # seconds


@pytest.fixture
def batches(settings: Settings) -> Batches:
    return Batches(settings)


MIXED = (
    ("one.png", garment()),
    ("two.zip", zipped(a_png=garment(1), b_txt=b"no picture at all")),
    ("three.ndjson", STROKES + b"\nrubbish\n"),
    ("four.jpg", b""),
)


def test_pictures_zips_and_drawings_are_classified_in_order(
    settings: Settings, batches: Batches
) -> None:
    batch = stored_batch(batches, *MIXED)
    counts = answer(settings, batch)
    results = batch.results.all()
    assert [one.name for one in results] == [
        "one.png",
        "a.png",
        "b.txt",
        "three.ndjson:1",
        "three.ndjson:3",
        "four.jpg",
    ]
    assert [bool(one.error) for one in results] == [False, False, True, False, True, True]
    assert (counts.total, counts.done, counts.unreadable) == (6, 6, 3)
    assert counts.sure + counts.perhaps + counts.unknown == 3
    assert all(one.error.endswith(".") for one in results if one.error)
    first = results[0]
    assert first.label == CLASS_NAMES[int(np.argmax(first.probabilities))]
    assert first.model == "shipped"
    with batch.files() as files:
        made = files.preparation(files.entries()[0])
    assert first.pixels is not None
    np.testing.assert_array_equal(first.pixels, made.pixels)


def test_the_homes_segmentation_network_is_used(
    settings: Settings, batches: Batches, monkeypatch: pytest.MonkeyPatch
) -> None:
    used: list[Path] = []

    def segment(network: OnnxSegmenter, rgb: np.ndarray) -> SegmenterAnswer:
        used.append(network.path)
        return SegmenterAnswer()

    monkeypatch.setattr(OnnxSegmenter, "__call__", segment)
    png = cv2.imencode(".png", photo(SHIRT, 1))[1].tobytes()
    answer(settings, stored_batch(batches, ("a.png", png)))
    assert used == [settings.models / "segmentation.onnx"]


def test_a_kill_and_a_stop_neither_lose_nor_repeat_a_prediction(
    settings: Settings, batches: Batches, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = stored_batch(batches, *((f"{n}.png", garment(n)) for n in range(6)))
    requested: list[str] = []
    real = batch_module.answer_one

    def recorded(name: str, *rest: object) -> object:
        requested.append(name)
        if len(requested) == 3:
            raise Killed
        return real(name, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(batch_module, "answer_one", recorded)
    with pytest.raises(Killed):
        answer(settings, batch)
    lines = batch.folder / "answers.ndjson"
    lines.write_bytes(lines.read_bytes() + b'{"number": 2, "na')  # a line truncated by a kill
    assert batch.results.count() == 2
    with pytest.raises(JobStopped):
        answer(settings, batch, stop_after=2)
    assert answer(settings, batch).done == 6
    assert requested == ["0.png", "1.png", "2.png", "2.png", "3.png", "4.png", "5.png"]
    assert [one.number for one in batch.results.all()] == list(range(6))


@pytest.mark.parametrize("damage", [b"rubbish", b"\xff\x00\xfe", b"[1, 2]", b'{"number": true}'])
def test_only_damaged_answers_are_given_again(
    settings: Settings, batches: Batches, damage: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = stored_batch(batches, *((f"{n}.png", garment(n)) for n in range(4)))
    answer(settings, batch)
    complete = batch.results.all()
    lines = batch.folder / "answers.ndjson"
    first, _, third, last = lines.read_bytes().splitlines(keepends=True)
    lines.write_bytes(first + damage + b"\n" + third + last[: len(last) // 2])
    assert [one.number for one in batch.results.all()] == [0, 2]
    answered: list[str] = []
    real = batch_module.answer_one

    def recorded(name: str, *rest: object) -> object:
        answered.append(name)
        return real(name, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(batch_module, "answer_one", recorded)
    assert answer(settings, batch).done == 4
    assert answered == ["1.png", "3.png"]
    again = batch.results.all()
    assert [one.number for one in again] == list(range(4))
    assert [one.probabilities for one in again] == [one.probabilities for one in complete]


def test_an_answer_to_no_file_is_ignored(settings: Settings, batches: Batches) -> None:
    batch = stored_batch(batches, ("a.png", garment()))
    answer(settings, batch)
    lines = batch.folder / "answers.ndjson"
    lines.write_bytes(lines.read_bytes().replace(b'"number": 0', b'"number": 7'))
    assert answer(settings, batch).done == 1


def test_answers_are_on_the_disk_within_a_second_and_at_the_end(
    settings: Settings, batches: Batches, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = stored_batch(batches, *((f"{n}.png", garment(n)) for n in range(3)))
    synced: list[int] = []
    monkeypatch.setattr(batch_module, "SECONDS_BETWEEN_SYNCS", 0.0)
    monkeypatch.setattr(BatchResults, "sync", lambda results: synced.append(results.count()))
    with pytest.raises(JobStopped):
        answer(settings, batch, stop_after=3)
    assert synced == [1, 2, 2]


def test_a_file_that_crashed_the_program_twice_is_skipped(
    settings: Settings, batches: Batches, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = stored_batch(batches, ("deadly.png", garment()), ("good.png", garment(1)))
    real = batch_module.answer_one

    def deadly(name: str, *rest: object) -> object:
        if name == "deadly.png":
            raise Killed
        return real(name, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(batch_module, "answer_one", deadly)
    for _ in range(2):
        with pytest.raises(Killed):
            answer(settings, batch)
    answer(settings, batch)
    first, second = batch.results.all()
    assert "crashed the program twice" in first.error
    assert not second.error


def test_a_file_that_exhausts_the_memory_is_reported(
    settings: Settings, batches: Batches, monkeypatch: pytest.MonkeyPatch
) -> None:
    def greedy(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(batch_module, "answer_one", greedy)
    batch = stored_batch(batches, ("large.png", garment()))
    answer(settings, batch)
    assert "more memory than is free" in batch.results.all()[0].error


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.zip", b"PK\3\4 and then nothing", "This zip is damaged"),
        ("a.zip", zipped(), "This zip holds no files"),
        ("a.ndjson", b"\n \n", "contains no drawings"),
        ("a.ndjson", b"\xff\xfe", "not UTF-8"),
        ("a.ndjson", b"a\n" * 6000, "more than 5,000 lines"),
        ("a.jpg", b"\xff\xd8" + bytes(25_000_000), "more than 25 MB"),
    ],
)
def test_a_file_without_readable_pictures_is_one_refusal(
    settings: Settings, batches: Batches, name: str, content: bytes, words: str
) -> None:
    batch = stored_batch(batches, (name, content))
    answer(settings, batch)
    (result,) = batch.results.all()
    assert words in result.error


def test_a_deleted_batch_leaves_no_file_and_its_job_reports_it(
    settings: Settings, batches: Batches
) -> None:
    batch = stored_batch(batches, ("a.png", garment()))
    batches.delete(batch.id)
    batches.erase()
    assert list((settings.data / "batches").iterdir()) == []
    with pytest.raises(BadPicture, match="deleted"):
        answer(settings, batch)


def test_a_correction_is_stored_and_can_be_undone(settings: Settings, batches: Batches) -> None:
    batch = stored_batch(batches, ("a.png", garment()), ("b.png", garment(1)))
    answer(settings, batch)
    batch.results.correct({1: "Coat"})
    assert [one.corrected for one in batch.results.all()] == ["", "Coat"]
    assert batch.results.all()[1].shown_label == "Coat"
    batch.results.correct({1: ""})
    assert [one.corrected for one in batch.results.all()] == ["", ""]


def test_a_batch_runs_as_a_job_and_can_be_deleted_afterwards(
    settings: Settings, batches: Batches
) -> None:
    registry = Registry(settings)
    runner = runner_for(settings, registry)
    batch = stored_batch(batches, *MIXED)
    job = start_batch(runner, batch, registry.champion())
    done = runner.wait(job.id, LIMIT)
    assert (done.state, done.error) == (JobState.DONE, "")
    assert done.result is not None
    assert done.result.total == 6
    assert job_on(runner, batch.id) == done
    delete_batch(settings, runner, batch.id)
    assert batches.all() == ()
    batches.restore([batch.id])
    assert job_on(runner, batch.id) == done, "it shows how it ended, as before"
    delete_batch(settings, runner, batch.id)
    erase_batches(settings, runner)
    assert job_on(runner, batch.id) is None


def test_a_running_batch_can_neither_be_started_again_nor_deleted(
    settings: Settings, batches: Batches, tmp_path: Path
) -> None:
    registry = Registry(settings)
    runner = runner_for(settings, registry)
    batch = stored_batch(batches, *((f"{n}.png", garment(n)) for n in range(60)))
    job = start_batch(runner, batch, registry.champion())
    with pytest.raises(JobRefused, match="being answered already"):
        start_batch(runner, batch, registry.champion())
    with pytest.raises(JobRefused, match="Stop that first"):
        delete_batch(settings, runner, batch.id)
    runner.stop(job.id)
    assert runner.wait(job.id, LIMIT).state is JobState.STOPPED


def test_invisible_characters_in_a_job_title_are_replaced(
    settings: Settings, batches: Batches
) -> None:
    registry = Registry(settings)
    runner = runner_for(settings, registry)
    batch = stored_batch(batches, ("a\u202egpj.zip\n", b"PK"))
    job = start_batch(runner, batch, registry.champion())
    assert job.title == "a\ufffdgpj.zip\ufffd"
    runner.wait(job.id, LIMIT)


def test_a_resumed_batch_uses_the_same_model(settings: Settings, batches: Batches) -> None:
    registry = Registry(settings)
    batch = stored_batch(batches, ("a.png", garment()), ("b.png", garment(1)))
    with pytest.raises(JobStopped):
        answer(settings, batch, stop_after=2)
    newer = replace(registry.champion(), number=7)
    runner = runner_for(settings, registry)
    job = runner.wait(start_batch(runner, batch, newer).id, LIMIT)
    assert (job.state, job.parameters.model) == (JobState.DONE, "shipped")
    assert {one.model for one in batch.results.all()} == {"shipped"}
