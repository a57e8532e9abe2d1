"""The job of an import: its preview, a kill, publishing once, discarding."""

import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from core.data.versions.store import Versions
from core.errors import BadData, DataUnavailable
from core.jobs import JobRefused, JobState, JobStopped, Runner
from core.pictures import Preparation
from core.registry import Registry
from core.settings import Settings
from core.workflows.context import Workplace
from core.workflows.data.imports import importing
from core.workflows.data.imports import job as job_module
from core.workflows.data.imports.job import (
    ImportParameters,
    ImportResult,
    discard_upload,
    jobs_on,
    prepare_upload,
    publish_upload,
    start_import,
)
from core.workflows.data.imports.prepared import PreparedPictures
from core.workflows.data.imports.store import Upload, Uploads
from core.workflows.job_kinds import runner_for
from tests.core.data.conftest import packed as packed
from tests.core.data.small_files import fill
from tests.core.workflows.data.imports.files import as_sent, garment, png
from tests.core.workflows.experiments.several import Killed

LIMIT = 30.0  # seconds
FILES = {
    "Mine/Coat/1.png": png(garment(1)),
    "Mine/Coat/2.png": png(garment(2)),
    "Mine/Bag/3.png": png(garment(3)),
    "Mine/Bag/notes.txt": b"no picture",
}


@pytest.fixture(autouse=True)
def small(settings: Settings, packed: dict[str, bytes]) -> None:
    fill(settings.raw, packed)


@pytest.fixture
def upload(settings: Settings) -> Upload:
    return Uploads(settings).keep(as_sent(FILES))


@pytest.fixture
def runner(settings: Settings) -> Runner:
    return runner_for(settings, Registry(settings))


class Folder:
    """A context of a job that is asked to stop, or killed, after so many files."""

    def __init__(self, folder: Path, stops_after: int = 99) -> None:
        folder.mkdir(exist_ok=True)
        self.id, self.folder, self._left = "abc", folder, stops_after
        self.messages: list[str] = []

    def report(self, fraction: float, message: str, progress: object = None) -> None:
        self.messages.append(message)

    def should_stop(self) -> bool:
        self._left -= 1
        return self._left < 0


def prepared(settings: Settings, upload: Upload, context: Folder) -> ImportResult:
    place = Workplace(settings, Registry(settings))
    return prepare_upload(place, ImportParameters(upload.id), context)  # type: ignore[arg-type]


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that were prepared."""
    names: list[str] = []
    prepare: Callable[..., Preparation] = importing.prepare

    def counted(data: bytes, kind: str, name: str, segmenter: object) -> Preparation:
        names.append(name)
        return prepare(data, kind, name=name)

    monkeypatch.setattr(importing, "prepare", counted)
    return names


def test_a_job_prepares_the_preview(settings: Settings, runner: Runner, upload: Upload) -> None:
    job = runner.wait(start_import(runner, upload, "v1").id, LIMIT)
    assert (job.state, job.result) == (JobState.DONE, ImportResult(3, 1))
    assert job.title == "Import of Mine"
    assert Uploads(settings).get(upload.id).preview().added.labels == (8, 4, 4)
    assert Versions(settings).names() == ()


def test_a_stopped_import_goes_on_where_it_was(
    settings: Settings, upload: Upload, opened: list[str], tmp_path: Path
) -> None:
    with pytest.raises(JobStopped):
        prepared(settings, upload, Folder(tmp_path / "job", 2))
    assert opened == ["Mine/Bag/3.png", "Mine/Bag/notes.txt"]
    context = Folder(tmp_path / "job")
    assert prepared(settings, upload, context) == ImportResult(3, 1)
    assert opened.count("Mine/Bag/3.png") == 1
    assert context.messages[0] == "Picture 1 of 4"
    stored = upload.preview().added.images
    assert np.array_equal(stored, [garment(3), garment(1), garment(2)])


def test_a_file_that_crashes_the_program_is_refused_the_third_time(
    settings: Settings, upload: Upload, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    prepare: Callable[..., Preparation] = importing.prepare

    def crash(data: bytes, kind: str, name: str, segmenter: object) -> Preparation:
        if name.endswith("1.png"):
            raise Killed
        return prepare(data, kind, name=name)

    monkeypatch.setattr(importing, "prepare", crash)
    for _ in range(2):
        with pytest.raises(Killed):
            prepared(settings, upload, Folder(tmp_path / "job"))
    prepared(settings, upload, Folder(tmp_path / "job"))
    refused = {one.name: one.reason for one in upload.preview().refused}
    assert "crashed the program twice" in refused["Mine/Coat/1.png"]


@pytest.mark.parametrize("cut", [1, 500, 791, 793])
def test_a_record_that_was_cut_off_costs_one_picture(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "prepared.bin"
    kept = PreparedPictures(path)
    for number in range(3):
        kept.add(number, garment(number))
    path.write_bytes(path.read_bytes()[:-cut])
    again = PreparedPictures(path)
    whole = 2 if cut <= 792 else 1
    assert len(again) == whole
    again.add(7, garment(7))
    found = PreparedPictures(path).get(7)
    assert found is not None
    assert np.array_equal(found, garment(7))


def test_a_flipped_bit_in_a_record_costs_one_picture(tmp_path: Path) -> None:
    path = tmp_path / "prepared.bin"
    kept = PreparedPictures(path)
    for number in range(2):
        kept.add(number, garment(number))
    content = bytearray(path.read_bytes())
    content[100] ^= 1
    path.write_bytes(content)
    again = PreparedPictures(path)
    assert again.get(0) is None
    assert again.get(1) is not None


def test_memory_that_does_not_suffice_costs_one_file(
    settings: Settings, upload: Upload, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def exhausted(*_: object, **__: object) -> Preparation:
        raise MemoryError

    monkeypatch.setattr(importing, "prepare", exhausted)
    assert prepared(settings, upload, Folder(tmp_path / "job")) == ImportResult(0, 4)
    assert "more memory than is free" in upload.preview().refused[0].reason


def test_publishing_makes_a_version_and_removes_the_upload(
    settings: Settings, runner: Runner, upload: Upload
) -> None:
    runner.wait(start_import(runner, upload, "v1").id, LIMIT)
    made = publish_upload(settings, runner, upload.id, "My own", "Ada")
    assert (made.name, made.reason, made.author, made.counts.added) == ("v2", "My own", "Ada", 3)
    assert Uploads(settings).all() == ()
    assert not upload.folder.exists()
    assert list(jobs_on(runner, upload.id)) == []
    with pytest.raises(BadData, match="it was published or discarded"):
        publish_upload(settings, runner, upload.id)
    assert Versions(settings).names() == ("v2",)


def test_a_kill_between_publishing_and_removing_publishes_nothing_twice(
    settings: Settings, runner: Runner, upload: Upload, monkeypatch: pytest.MonkeyPatch
) -> None:
    runner.wait(start_import(runner, upload, "v1").id, LIMIT)

    def killed(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(job_module, "_remove", killed)
        with pytest.raises(Killed):
            publish_upload(settings, runner, upload.id)
    assert publish_upload(settings, runner, upload.id).name == "v2"
    assert Versions(settings).names() == ("v2",)
    assert Uploads(settings).all() == ()


def test_the_same_pictures_prepared_again_are_a_version_of_their_own(
    settings: Settings, runner: Runner
) -> None:
    for expected in ("v2", "v3"):
        upload = Uploads(settings).keep(as_sent(FILES))
        runner.wait(start_import(runner, upload, "v1").id, LIMIT)
        assert publish_upload(settings, runner, upload.id).name == expected


def test_nothing_to_take_publishes_nothing_and_keeps_the_preview(
    settings: Settings, runner: Runner
) -> None:
    upload = Uploads(settings).keep(as_sent({"Sombrero/1.png": png(garment(1))}))
    runner.wait(start_import(runner, upload, "v1").id, LIMIT)
    with pytest.raises(BadData, match="Nothing to import from Sombrero"):
        publish_upload(settings, runner, upload.id)
    assert len(upload.preview().refused) == 1


def test_an_unknown_parent_fails_with_a_sentence(
    settings: Settings, runner: Runner, upload: Upload
) -> None:
    job = runner.wait(start_import(runner, upload, "v9").id, LIMIT)
    assert job.state is JobState.FAILED
    assert "no dataset version named “v9”" in job.error
    with pytest.raises(DataUnavailable):
        Versions(settings).get("v9")


def test_discarding_removes_files_preview_and_jobs(
    settings: Settings, runner: Runner, upload: Upload
) -> None:
    runner.wait(start_import(runner, upload, "v1").id, LIMIT)
    discard_upload(settings, runner, upload.id)
    assert not upload.folder.exists()
    assert list(jobs_on(runner, upload.id)) == []
    with pytest.raises(BadData, match="no longer here"):
        discard_upload(settings, runner, upload.id)


def test_an_upload_discarded_while_it_is_prepared_leaves_nothing(
    settings: Settings, upload: Upload, tmp_path: Path
) -> None:
    class Discards(Folder):
        def should_stop(self) -> bool:
            if upload.folder.exists():
                Uploads(settings).remove(upload.id)
            return False

    with pytest.raises(BadData, match="no longer here"):
        prepared(settings, upload, Discards(tmp_path / "job"))
    assert not upload.folder.exists()


def test_an_import_is_prepared_once_at_a_time(
    settings: Settings, runner: Runner, upload: Upload, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = threading.Event()
    prepare: Callable[..., Preparation] = importing.prepare

    def slow(data: bytes, kind: str, name: str, segmenter: object) -> Preparation:
        assert go_on.wait(LIMIT)
        return prepare(data, kind, name=name)

    monkeypatch.setattr(importing, "prepare", slow)
    job = start_import(runner, upload, "v1")
    with pytest.raises(JobRefused, match="being prepared already"):
        start_import(runner, upload, "v1")
    with pytest.raises(JobRefused, match="Stop that first"):
        discard_upload(settings, runner, upload.id)
    go_on.set()
    assert runner.wait(job.id, LIMIT).state is JobState.DONE
