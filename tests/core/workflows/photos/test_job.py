"""The ablation as a job: stopped, killed, resumed; and the record that the pages show."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.data.user_pictures.wardrobe import Item, Wardrobe
from core.errors import BadData, HomeUnusable, ModelUnavailable
from core.input_kind import InputKind
from core.jobs import JobState, JobStopped
from core.predictor import Predictor
from core.registry import Registry
from core.settings import Settings
from core.workflows.context import Workplace
from core.workflows.job_kinds import runner_for
from core.workflows.photos import record as ablation_record
from core.workflows.photos.ablation import SampleAnswer
from core.workflows.photos.folder import NAMES
from core.workflows.photos.job import (
    ABLATION,
    AblationParameters,
    AblationProgress,
    run_ablation,
    score_stages,
    start_ablation,
)
from core.workflows.photos.record import SampleRecord, square
from core.workflows.photos.score import score_folder
from core.workflows.photos.step_effects import Ablation
from tests.core.conftest import Listener
from tests.core.workflows.experiments.several import ResumableContext
from tests.core.workflows.photos.labelled_photos import SHIRT, STROKES, photo, write_photos

LIMIT = 60.0  # seconds


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    return write_photos(tmp_path / "photos")


@pytest.fixture
def registry(settings: Settings, shipped: Path) -> Registry:
    return Registry(settings)


def requested(folder: Path | str) -> AblationParameters:
    mapping = {name: NAMES[name] for name in ("t-shirt", "pants", "hat")}
    return AblationParameters(str(folder), mapping, "shipped")


def ablated(
    settings: Settings,
    registry: Registry,
    folder: Path | str,
    stop_after: float = np.inf,
    job: str = "abc",
) -> Ablation:
    context = ResumableContext(settings.models / "jobs" / job, stop_after)
    return run_ablation(Workplace(settings, registry), requested(folder), context)


def without_times(found: Ablation | None) -> Ablation:
    assert found is not None
    conditions = tuple(replace(one, milliseconds=None) for one in found.conditions)
    return replace(found, milliseconds={}, conditions=conditions)


def test_the_job_and_the_command_line_give_the_same_figures(
    settings: Settings, registry: Registry, photos: Path, shipped: Path
) -> None:
    runner = runner_for(settings, registry)
    job = start_ablation(runner, "shipped", photos, NAMES)
    done = runner.wait(job.id, LIMIT)
    assert (job.kind, done.state, done.error) == (ABLATION.name, JobState.DONE, "")
    assert job.title == "The stages, on photos"
    found = score_stages(photos, NAMES, Predictor.load(shipped), Listener())
    assert without_times(done.result) == without_times(found.stages)
    assert (found.stages.n, found.stages.labelled, found.stages.unreadable) == (7, 5, 1)


def test_the_figures_with_all_steps_on_equal_those_of_scoring(
    photos: Path, small_model: Path
) -> None:
    predictor = Predictor.load(small_model)
    found = score_stages(photos, NAMES, predictor, Listener())
    plain = score_folder(photos, NAMES, predictor, Listener())
    assert found.scores.as_line() == plain.as_line()
    assert found.stages.conditions[0].accuracy.value == pytest.approx(plain.balanced_accuracy)
    assert found.coverage.at_threshold.coverage == plain.coverage
    accuracy = found.coverage.at_threshold.accuracy
    assert (accuracy.value if accuracy else None) == plain.accuracy_when_known


def test_a_stopped_ablation_resumes_where_it_ended(
    settings: Settings, registry: Registry, photos: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(JobStopped):
        ablated(settings, registry, photos, stop_after=4)
    record = SampleRecord(settings, "abc")
    before = record.read()
    assert len(before) == 3
    with pytest.raises(JobStopped):
        ablated(settings, registry, photos, stop_after=2)
    assert record.read()[:3] == before
    found = ablated(settings, registry, photos)
    assert len(record.read()) == found.n == 7
    assert {sample.file for sample in record.read()} == {
        str(path) for path in photos.rglob("*.jpg") if path.is_file()
    }


def test_a_sample_truncated_by_a_kill_is_repeated(
    settings: Settings, registry: Registry, photos: Path
) -> None:
    complete = ablated(settings, registry, photos)
    lines = settings.data / "ablations" / "abc" / "looks.ndjson"
    lines.write_bytes(lines.read_bytes()[:-40])
    assert len(SampleRecord(settings, "abc").read()) == 6
    again = ablated(settings, registry, photos)
    assert without_times(again) == without_times(complete)
    assert len(SampleRecord(settings, "abc").read()) == 7


def test_a_partly_recorded_strokes_file_is_not_counted_twice(
    settings: Settings, registry: Registry, tmp_path: Path
) -> None:
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "pants.ndjson").write_text(f"{STROKES}\n{STROKES}\n{STROKES}\n")
    ablated(settings, registry, tmp_path / "photos")
    lines = settings.data / "ablations" / "abc" / "looks.ndjson"
    lines.write_bytes(b"\n".join(lines.read_bytes().split(b"\n")[:2]) + b"\n")
    assert ablated(settings, registry, tmp_path / "photos").n == 3


def test_invisible_characters_in_the_folder_name_are_replaced_in_the_title(
    settings: Settings, registry: Registry, tmp_path: Path
) -> None:
    folder = write_photos(tmp_path / "\u202ephotos", each=1)
    runner = runner_for(settings, registry)
    job = start_ablation(runner, "shipped", folder, NAMES)
    assert job.title == "The stages, on \ufffdphotos"
    runner.stop(job.id)
    runner.wait(job.id, LIMIT)


def test_the_wardrobe_is_scored_by_its_own_labels(settings: Settings, registry: Registry) -> None:
    wardrobe = Wardrobe(settings)
    pixels = np.zeros((28, 28), np.uint8)
    wardrobe.add(Item(pixels, 0, photo(SHIRT, 1), InputKind.PHOTO, "mine.jpg"))
    wardrobe.add(Item(pixels, 8, pixels, InputKind.PIXELS))
    runner = runner_for(settings, registry)
    done = runner.wait(start_ablation(runner, "shipped", None, {}).id, LIMIT)
    assert done.state is JobState.DONE, done.error
    (sample,) = SampleRecord(settings, done.id).read()
    assert (sample.label, sample.name, sample.kind) == ("T-shirt/top", "mine.jpg", "photo")


def test_an_empty_wardrobe_is_refused(settings: Settings, registry: Registry) -> None:
    with pytest.raises(BadData, match="wardrobe holds no photos"):
        ablated(settings, registry, "")


def test_an_invalid_folder_or_mapping_is_refused_before_queueing(
    settings: Settings, registry: Registry, photos: Path, tmp_path: Path
) -> None:
    runner = runner_for(settings, registry)
    for folder, mapping, words in (
        (tmp_path / "nowhere", NAMES, "is not a folder"),
        (photos, {"pants": ("Trouser",), "hat": ()}, "No class is known for: t-shirt"),
        (photos, dict.fromkeys(("t-shirt", "pants", "hat"), ()), "nothing to count"),
    ):
        with pytest.raises(BadData, match=words):
            start_ablation(runner, "shipped", folder, mapping)
    assert runner.jobs() == ()


def test_a_missing_model_is_reported(settings: Settings, registry: Registry, photos: Path) -> None:
    parameters = replace(requested(photos), model="v7")
    context = ResumableContext(settings.models / "x")
    with pytest.raises(ModelUnavailable, match="no model 'v7'"):
        run_ablation(Workplace(settings, registry), parameters, context)


def test_after_a_full_disk_the_ablation_can_be_repeated(
    settings: Settings, registry: Registry, photos: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(stages: Any) -> bytes:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(ablation_record, "strip", full)
        with pytest.raises(HomeUnusable, match="No space left"):
            ablated(settings, registry, photos)
    assert ablated(settings, registry, photos).n == 7


def test_a_strip_of_stages_is_stored_for_every_picture(
    settings: Settings, registry: Registry, photos: Path
) -> None:
    import cv2

    ablated(settings, registry, photos)
    record = SampleRecord(settings, "abc")
    for number, sample in enumerate(record.read()):
        content = record.strip(number)
        assert bool(content) != bool(sample.error)
        if content:
            row = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR)
            assert row.shape == (168, 168 * len(sample.milliseconds), 3)
    assert record.strip(99) == b""


@pytest.mark.parametrize("shape", [(28, 28), (400, 300, 3), (30, 500, 4), (1, 1), (3, 900)])
def test_every_picture_shape_is_fitted_into_a_square(shape: tuple[int, ...]) -> None:
    assert square(np.full(shape, 200, np.uint8)).shape == (168, 168, 3)


def test_a_28_by_28_picture_is_enlarged_without_interpolation() -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (28, 28), np.uint8)
    assert (square(pixels)[::6, ::6, 0] == pixels).all()
    assert (square(pixels)[5::6, 5::6, 0] == pixels).all()


def test_deleting_a_job_removes_its_record_and_no_other(
    settings: Settings, registry: Registry, photos: Path
) -> None:
    ablated(settings, registry, photos, job="abc")
    ablated(settings, registry, photos, job="def")
    ABLATION.clear(Workplace(settings, registry), "abc")
    assert SampleRecord(settings, "abc").read() == []
    assert len(SampleRecord(settings, "def").read()) == 7


def test_labels_alternate_so_that_interim_figures_cover_all(
    settings: Settings, registry: Registry, photos: Path
) -> None:
    ablated(settings, registry, photos)
    labels = [sample.label for sample in SampleRecord(settings, "abc").read()]
    assert labels == ["hat", "pants", "t-shirt", "hat", "pants", "t-shirt", "pants"]


def test_progress_has_the_interim_figures(
    settings: Settings, registry: Registry, photos: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.workflows.photos.job.SECONDS_BETWEEN_FIGURES", 0.0)
    context = ResumableContext(settings.models / "jobs" / "abc")
    run_ablation(Workplace(settings, registry), requested(photos), context)
    fraction, message, progress = context.reports[-1]
    assert (round(fraction, 2), message) == (round(6 / 7, 2), "pants, 7 of 7")
    assert isinstance(progress, AblationProgress)
    assert progress.found is not None
    assert progress.found.n == 6
    assert context.reports[0][2] == AblationProgress(None)


def test_samples_of_an_earlier_version_are_read_and_the_ablation_continues(
    settings: Settings, registry: Registry, photos: Path
) -> None:
    answer = {"index": 8, "probability": 0.5, "familiarity": 0.25}
    line = {
        "label": "hat",
        "file": str(photos / "hat" / "0.jpg"),
        "name": "hat/0.jpg",
        "kind": "photo",
        "error": "",
        "answers": {"all on": answer, "segment": None, "all off": answer},
        "milliseconds": {"segment": 20.0},
    }
    lines = settings.data / "ablations" / "abc" / "looks.ndjson"
    lines.parent.mkdir(parents=True)
    lines.write_text(json.dumps(line) + "\n")
    (sample,) = SampleRecord(settings, "abc").read()
    assert sample.answers == {"all on": SampleAnswer(8, 0.5, 0.25), "segment": None} | {
        "all off": SampleAnswer(8, 0.5, 0.25)
    }
    assert ablated(settings, registry, photos).n == 7
    assert SampleRecord(settings, "abc").read()[0] == sample


def test_samples_from_a_damaged_one_on_are_repeated(
    settings: Settings, registry: Registry, photos: Path
) -> None:
    complete = ablated(settings, registry, photos)
    lines = settings.data / "ablations" / "abc" / "looks.ndjson"
    content = lines.read_bytes().splitlines(keepends=True)
    lines.write_bytes(b"".join([*content[:2], b'{"label": "hat"}\n', *content[3:]]))
    assert len(SampleRecord(settings, "abc").read()) == 2
    assert without_times(ablated(settings, registry, photos)) == without_times(complete)
    assert len(SampleRecord(settings, "abc").read()) == 7
