"""The ablation as a job: it can be stopped, killed and continued, and leaves what pages show."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.data.user_pictures.wardrobe import Item, Wardrobe
from core.errors import BadData, HomeUnusable, ModelUnavailable
from core.jobs import JobState, JobStopped
from core.predictor import Predictor
from core.registry import Registry
from core.settings import Settings
from core.workflows.job_kinds import runner_for
from core.workflows.photos import record as ablation_record
from core.workflows.photos.folder import NAMES, speakable
from core.workflows.photos.job import KIND, run_ablation, score_stages, start_ablation
from core.workflows.photos.record import LookRecord, square, tidy
from core.workflows.photos.score import score_folder
from tests.core.conftest import Listener
from tests.core.workflows.photos.labelled_photos import SHIRT, STROKES, photo, put_photos

LIMIT = 60.0  # seconds


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    return put_photos(tmp_path / "photos")


@pytest.fixture
def registry(settings: Settings, shipped: Path) -> Registry:
    return Registry(settings)


class Durable(Listener):
    """A context with what was asked for and a folder."""

    def __init__(self, folder: Path, parameters: Mapping[str, Any], stop_after: float) -> None:
        super().__init__(stop_after)
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self.parameters = folder, parameters


def asked(folder: Path | str) -> dict[str, Any]:
    labels = ("t-shirt", "pants", "hat")
    mapping = {name: list(NAMES[name]) for name in labels}
    return {"folder": str(folder), "mapping": mapping, "model": "shipped"}


def go(
    settings: Settings,
    registry: Registry,
    folder: Path | str,
    stop_after: float = np.inf,
    job: str = "abc",
) -> dict[str, Any]:
    context = Durable(settings.models / "jobs" / job, asked(folder), stop_after)
    return run_ablation(settings, registry, context)


def without_times(line: Mapping[str, Any]) -> dict[str, Any]:
    plain: dict[str, Any] = json.loads(json.dumps(line)) | {"milliseconds": {}}
    plain["ways"] = [way | {"ms": None} for way in plain["ways"]]
    return plain


def test_a_job_ends_with_the_figures_of_the_command_line(
    settings: Settings, registry: Registry, photos: Path, shipped: Path
) -> None:
    runner = runner_for(settings, registry)
    job = start_ablation(runner, "shipped", photos, NAMES)
    done = runner.wait(job.id, LIMIT)
    assert (job.kind, done.state, done.error) == (KIND, JobState.DONE, "")
    assert job.title == "The stages, on photos"
    found = score_stages(photos, NAMES, Predictor.load(shipped), Listener())
    assert without_times(done.result) == without_times(found.stages.as_line())
    assert (done.result["n"], done.result["labelled"], done.result["unreadable"]) == (7, 5, 1)


def test_the_figures_with_all_stages_on_are_those_of_the_plain_command(
    photos: Path, small_model: Path
) -> None:
    predictor = Predictor.load(small_model)
    found = score_stages(photos, NAMES, predictor, Listener())
    plain = score_folder(photos, NAMES, predictor, Listener())
    assert found.scores.as_line() == plain.as_line()
    assert found.stages.ways[0].accuracy.value == pytest.approx(plain.balanced_accuracy)
    assert found.coverage["at_threshold"]["coverage"] == plain.coverage
    assert found.coverage["at_threshold"]["accuracy"] == plain.accuracy_when_known


def test_a_stopped_ablation_goes_on_where_it_ended(
    settings: Settings, registry: Registry, photos: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(JobStopped):
        go(settings, registry, photos, stop_after=4)
    record = LookRecord(settings, "abc")
    kept = record.read()
    assert len(kept) == 3
    with pytest.raises(JobStopped):
        go(settings, registry, photos, stop_after=2)
    assert record.read()[:3] == kept
    found = go(settings, registry, photos)
    assert len(record.read()) == found["n"] == 7
    assert {look.file for look in record.read()} == {
        str(path) for path in photos.rglob("*.jpg") if path.is_file()
    }


def test_a_line_that_a_kill_cut_short_is_looked_at_again(
    settings: Settings, registry: Registry, photos: Path
) -> None:
    whole = go(settings, registry, photos)
    lines = settings.data / "ablations" / "abc" / "looks.ndjson"
    lines.write_bytes(lines.read_bytes()[:-40])
    assert len(LookRecord(settings, "abc").read()) == 6
    again = go(settings, registry, photos)
    assert again["ways"][0] == whole["ways"][0] | {"ms": again["ways"][0]["ms"]}
    assert len(LookRecord(settings, "abc").read()) == 7


def test_a_file_of_strokes_that_was_cut_short_is_not_counted_twice(
    settings: Settings, registry: Registry, tmp_path: Path
) -> None:
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "pants.ndjson").write_text(f"{STROKES}\n{STROKES}\n{STROKES}\n")
    go(settings, registry, tmp_path / "photos")
    lines = settings.data / "ablations" / "abc" / "looks.ndjson"
    lines.write_bytes(b"\n".join(lines.read_bytes().split(b"\n")[:2]) + b"\n")
    assert go(settings, registry, tmp_path / "photos")["n"] == 3


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("my_photos 2026-11", "my_photos 2026-11"),
        ("![look](http:x)", "look http x"),
        ("caf\udce9", "caf"),
        ("", "unnamed"),
        ("long " * 40, ("long " * 40)[:60]),
    ],
)
def test_a_title_holds_no_signs_that_a_page_would_take_for_instructions(
    name: str, title: str
) -> None:
    assert speakable(name) == title


def test_the_wardrobe_is_measured_by_its_own_labels(settings: Settings, registry: Registry) -> None:
    wardrobe = Wardrobe(settings)
    pixels = np.zeros((28, 28), np.uint8)
    wardrobe.add(Item(pixels, 0, photo(SHIRT, 1), "photo", "mine.jpg"))
    wardrobe.add(Item(pixels, 8, pixels, "pixels"))
    runner = runner_for(settings, registry)
    done = runner.wait(start_ablation(runner, "shipped", None, {}).id, LIMIT)
    assert done.state is JobState.DONE, done.error
    (look,) = LookRecord(settings, done.id).read()
    assert (look.label, look.name, look.kind) == ("T-shirt/top", "mine.jpg", "photo")


def test_an_empty_wardrobe_is_a_sentence(settings: Settings, registry: Registry) -> None:
    with pytest.raises(BadData, match="wardrobe holds no photos"):
        go(settings, registry, "")


def test_what_cannot_be_scored_is_refused_before_it_waits_in_the_line(
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


def test_a_model_that_is_gone_is_a_sentence(
    settings: Settings, registry: Registry, photos: Path
) -> None:
    context = Durable(settings.models / "x", asked(photos) | {"model": "v7"}, np.inf)
    with pytest.raises(ModelUnavailable, match="no model 'v7'"):
        run_ablation(settings, registry, context)


def test_a_full_disk_is_a_sentence_and_what_was_found_stays(
    settings: Settings, registry: Registry, photos: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(stages: Any) -> bytes:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(ablation_record, "strip", full)
        with pytest.raises(HomeUnusable, match="No space left"):
            go(settings, registry, photos)
    assert go(settings, registry, photos)["n"] == 7


def test_every_picture_leaves_a_strip_of_its_stages(
    settings: Settings, registry: Registry, photos: Path
) -> None:
    import cv2

    go(settings, registry, photos)
    record = LookRecord(settings, "abc")
    for number, look in enumerate(record.read()):
        content = record.strip(number)
        assert bool(content) != bool(look.error)
        if content:
            row = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR)
            assert row.shape == (168, 168 * len(look.milliseconds), 3)
    assert record.strip(99) == b""


@pytest.mark.parametrize("shape", [(28, 28), (400, 300, 3), (30, 500, 4), (1, 1), (3, 900)])
def test_every_form_of_picture_fits_a_square(shape: tuple[int, ...]) -> None:
    assert square(np.full(shape, 200, np.uint8)).shape == (168, 168, 3)


def test_a_28_by_28_picture_keeps_its_hard_pixels() -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (28, 28), np.uint8)
    assert (square(pixels)[::6, ::6, 0] == pixels).all()
    assert (square(pixels)[5::6, 5::6, 0] == pixels).all()


def test_records_of_forgotten_jobs_are_removed_and_others_stay(
    settings: Settings, registry: Registry, photos: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for job in ("abc", "def"):
        go(settings, registry, photos, job=job)
    assert tidy(settings, ["def"]) == 0, "another app may have begun it just now"
    monkeypatch.setattr(ablation_record, "YOUNG", 0.0)
    assert tidy(settings, ["def"]) == 1
    assert LookRecord(settings, "abc").read() == []
    assert len(LookRecord(settings, "def").read()) == 7


def test_the_labels_take_turns_so_that_figures_halfway_speak_of_all(
    settings: Settings, registry: Registry, photos: Path
) -> None:
    go(settings, registry, photos)
    labels = [look.label for look in LookRecord(settings, "abc").read()]
    assert labels == ["hat", "pants", "t-shirt", "hat", "pants", "t-shirt", "pants"]


def test_progress_tells_the_figures_so_far(
    settings: Settings, registry: Registry, photos: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.workflows.photos.job.SECONDS_BETWEEN_LOOKS", 0.0)
    context = Durable(settings.models / "jobs" / "abc", asked(photos), np.inf)
    run_ablation(settings, registry, context)
    fraction, message, progress = context.told[-1]
    assert (round(fraction, 2), message) == (round(6 / 7, 2), "pants, 7 of 7")
    assert progress["found"]["n"] == 6
    assert context.told[0][2]["found"] == {}
