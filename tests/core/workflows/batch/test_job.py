"""Many files: kept whole or not at all, answered one after the other, gone on with after a kill."""

import io
import zipfile
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from core.data.classes import CLASS_NAMES
from core.errors import BadPicture
from core.jobs import JobRefused, JobState, JobStopped
from core.registry import Registry
from core.settings import Settings
from core.workflows.batch import files as batch_files
from core.workflows.batch import job as batch_module
from core.workflows.batch.job import answer_batch, delete_batch, job_of, start_batch
from core.workflows.batch.store import Batch, Batches
from core.workflows.job_kinds import runner_for
from tests.core.workflows.experiments.several import Durable, Killed

pytestmark = pytest.mark.usefixtures("shipped")

STROKES = b'{"drawing": [[[40, 210, 210, 40, 40], [30, 30, 220, 220, 30]]]}\n'
LIMIT = 30.0  # seconds


def garment(seed: int = 0) -> bytes:
    """A PNG of a dark box on bright ground."""
    photo = np.full((90, 70, 3), 230, np.uint8)
    photo += np.random.default_rng(seed).integers(0, 9, photo.shape, np.uint8)
    photo[20:75, 20:50] = 40, 60, 110
    return cv2.imencode(".png", photo)[1].tobytes()


def zipped(**members: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in members.items():
            archive.writestr(name.replace("_", "."), content)
    return stream.getvalue()


@pytest.fixture
def batches(settings: Settings) -> Batches:
    return Batches(settings)


def keep(batches: Batches, *files: tuple[str, bytes]) -> Batch:
    return batches.keep([(name, io.BytesIO(content)) for name, content in files])


def answer(settings: Settings, batch: Batch, stop_after: float = float("inf")) -> dict[str, int]:
    asked = {"batch": batch.id, "model": "shipped"}
    context = Durable(asked, settings.models / "jobs" / "abc", stop_after)
    return answer_batch(settings, Registry(settings), context)


def names(batch: Batch) -> list[str]:
    with batch.files() as files:
        return [entry.name for entry in files.entries()]


MIXED = (
    ("one.png", garment()),
    ("two.zip", zipped(a_png=garment(1), b_txt=b"no picture at all")),
    ("three.ndjson", STROKES + b"\nrubbish\n"),
    ("four.jpg", b""),
)


def test_pictures_zips_and_drawings_are_answered_in_order(
    settings: Settings, batches: Batches
) -> None:
    batch = keep(batches, *MIXED)
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
    assert counts["total"] == 6
    assert counts["unreadable"] == 3
    assert counts["sure"] + counts["perhaps"] + counts["unknown"] == 3
    assert all(one.error.endswith(".") for one in results if one.error)
    first = results[0]
    assert first.label == CLASS_NAMES[int(np.argmax(first.probabilities))]
    assert first.model == "shipped"
    with batch.files() as files:
        made = files.preparation(files.entries()[0])
    assert first.pixels is not None
    np.testing.assert_array_equal(first.pixels, made.pixels)


def test_a_kill_and_a_stop_lose_no_answer_and_repeat_none(
    settings: Settings, batches: Batches, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = keep(batches, *((f"{n}.png", garment(n)) for n in range(6)))
    asked: list[str] = []
    real = batch_module.answer_one

    def recorded(name: str, *rest: object) -> object:
        asked.append(name)
        if len(asked) == 3:
            raise Killed
        return real(name, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(batch_module, "answer_one", recorded)
    with pytest.raises(Killed):
        answer(settings, batch)
    lines = batch.folder / "answers.ndjson"
    lines.write_bytes(lines.read_bytes() + b'{"number": 2, "na')  # a line that a kill cut off
    assert batch.results.count() == 2
    with pytest.raises(JobStopped):
        answer(settings, batch, stop_after=2)
    assert answer(settings, batch)["total"] == 6
    assert asked == ["0.png", "1.png", "2.png", "2.png", "3.png", "4.png", "5.png"]
    assert [one.number for one in batch.results.all()] == list(range(6))


def test_a_file_that_ends_the_program_every_time_is_left_out_at_the_third(
    settings: Settings, batches: Batches, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = keep(batches, ("deadly.png", garment()), ("good.png", garment(1)))
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
    assert "ended the program twice" in first.error
    assert not second.error


def test_a_file_for_which_the_memory_does_not_suffice_gets_a_sentence(
    settings: Settings, batches: Batches, monkeypatch: pytest.MonkeyPatch
) -> None:
    def greedy(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(batch_module, "answer_one", greedy)
    batch = keep(batches, ("large.png", garment()))
    answer(settings, batch)
    assert "more memory than is free" in batch.results.all()[0].error


def test_what_is_beyond_the_limit_of_files_is_named_once(
    batches: Batches, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch_files, "MOST_FILES", 3)
    many = zipped(**{f"p{n}_png": b"x" for n in range(9)})
    assert names(keep(batches, ("many.zip", many))) == ["p0.png", "p1.png", "p2.png", "6 more"]


def test_a_zip_is_unpacked_up_to_the_limit_and_no_further(
    batches: Batches, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch_files, "MOST_UNPACKED", 250)
    batch = keep(batches, ("a.zip", zipped(**{f"p{n}_png": bytes(100) for n in range(4)})))
    with batch.files() as files:
        assert [bool(one.refusal) for one in files.entries()] == [False, False, True, True]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.zip", b"PK\3\4 and then nothing", "This zip is damaged"),
        ("a.zip", zipped(), "This zip holds no files"),
        ("a.ndjson", b"\n \n", "holds no drawings"),
        ("a.ndjson", b"\xff\xfe", "not UTF-8"),
        ("a.ndjson", b"a\n" * 6000, "more than 5,000 lines"),
        ("a.jpg", b"\xff\xd8" + bytes(25_000_000), "more than 25 MB"),
    ],
)
def test_a_file_that_holds_nothing_to_answer_is_one_refusal(
    settings: Settings, batches: Batches, name: str, content: bytes, words: str
) -> None:
    batch = keep(batches, (name, content))
    answer(settings, batch)
    (result,) = batch.results.all()
    assert words in result.error


def test_a_deleted_batch_leaves_nothing_and_its_job_says_so(
    settings: Settings, batches: Batches
) -> None:
    batch = keep(batches, ("a.png", garment()))
    batches.delete(batch.id)
    assert list((settings.data / "batches").iterdir()) == []
    with pytest.raises(BadPicture, match="deleted"):
        answer(settings, batch)


def test_a_correction_is_kept_and_taken_back(settings: Settings, batches: Batches) -> None:
    batch = keep(batches, ("a.png", garment()), ("b.png", garment(1)))
    answer(settings, batch)
    batch.results.correct(1, "Coat")
    assert [one.corrected for one in batch.results.all()] == ["", "Coat"]
    assert batch.results.all()[1].shown_label == "Coat"
    batch.results.correct(1, "")
    assert [one.corrected for one in batch.results.all()] == ["", ""]


def test_a_batch_is_a_job_that_is_asked_for_once_and_deleted_when_it_is_done(
    settings: Settings, batches: Batches
) -> None:
    registry = Registry(settings)
    runner = runner_for(settings, registry)
    batch = keep(batches, *MIXED)
    job = start_batch(runner, batch, registry.champion())
    done = runner.wait(job.id, LIMIT)
    assert (done.state, done.error) == (JobState.DONE, "")
    assert done.result["total"] == 6
    assert job_of(runner, batch.id) == done
    delete_batch(settings, runner, batch.id)
    assert job_of(runner, batch.id) is None
    assert batches.all() == ()


def test_a_batch_that_is_being_answered_is_neither_begun_twice_nor_deleted(
    settings: Settings, batches: Batches, tmp_path: Path
) -> None:
    registry = Registry(settings)
    runner = runner_for(settings, registry)
    batch = keep(batches, *((f"{n}.png", garment(n)) for n in range(60)))
    job = start_batch(runner, batch, registry.champion())
    with pytest.raises(JobRefused, match="being answered already"):
        start_batch(runner, batch, registry.champion())
    with pytest.raises(JobRefused, match="Stop that first"):
        delete_batch(settings, runner, batch.id)
    runner.stop(job.id)
    assert runner.wait(job.id, LIMIT).state is JobState.STOPPED


def test_a_job_is_called_by_its_file_without_what_a_page_would_take_for_a_picture(
    settings: Settings, batches: Batches
) -> None:
    registry = Registry(settings)
    runner = runner_for(settings, registry)
    batch = keep(batches, ("![a](\\\\evil\\b).zip", b"PK"))
    job = start_batch(runner, batch, registry.champion())
    assert job.title == "··a····evil·b·.zip"
    runner.wait(job.id, LIMIT)


def test_what_was_begun_goes_on_with_the_model_that_it_was_begun_with(
    settings: Settings, batches: Batches
) -> None:
    registry = Registry(settings)
    batch = keep(batches, ("a.png", garment()), ("b.png", garment(1)))
    with pytest.raises(JobStopped):
        answer(settings, batch, stop_after=2)
    newer = replace(registry.champion(), number=7)
    runner = runner_for(settings, registry)
    job = runner.wait(start_batch(runner, batch, newer).id, LIMIT)
    assert (job.state, job.parameters["model"]) == (JobState.DONE, "shipped")
    assert {one.model for one in batch.results.all()} == {"shipped"}
