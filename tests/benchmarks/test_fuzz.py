"""A short run of the fuzzer: hostile files are either predicted or refused with a message."""

import warnings
from pathlib import Path

import pytest

from benchmarks.robustness import fuzz, hostile_files
from benchmarks.robustness.hostile_files import (
    MONSTER_EVERY,
    MONSTERS,
    hostile_file,
    write_hostile_files,
)
from benchmarks.robustness.targets import fuzz_target
from core.settings import Settings
from core.workflows.batch import job as batch_job
from core.workflows.predict.files import Answer

SHORT = 200  # files


def test_hostile_files_give_a_prediction_or_a_message_and_never_a_traceback(
    settings: Settings, tmp_path: Path
) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # readers may warn about damaged pictures
        write_hostile_files(tmp_path / "files", fuzz.SEED, range(SHORT))
        line = fuzz_target.take(settings, tmp_path / "files")
    assert line["tracebacks"] == []
    assert line["no_sentence"] == []
    assert line["answered"] > SHORT / 10
    assert line["refused"] > SHORT / 10
    assert not list((settings.data / "batches").iterdir())


def test_hostile_files_are_reproducible_by_number() -> None:
    assert hostile_file(1, 7) == hostile_file(1, 7)
    assert hostile_file(1, 7) != hostile_file(2, 7)


def test_every_monster_is_among_the_files_of_the_benchmark(monkeypatch: pytest.MonkeyPatch) -> None:
    light = dict.fromkeys(MONSTERS, bytes)  # made as they are, they would take a minute
    monkeypatch.setattr(hostile_files, "MONSTERS", light)
    every = range(MONSTER_EVERY - 1, fuzz.FILES, MONSTER_EVERY)
    assert {hostile_file(fuzz.SEED, number)[0] for number in every} == set(MONSTERS)


@pytest.mark.parametrize(
    ("text", "fit"),
    [
        ("It is empty. Choose another.", True),
        ("Error: x", False),
        ("cannot identify image file <_io.BytesIO object at 0x7f>.", False),
        ("It broke.\nTraceback (most recent call last).", False),
        ("", False),
    ],
)
def test_a_refusal_that_is_not_a_sentence_is_detected(text: str, fit: bool) -> None:
    assert fuzz_target.is_sentence(text) is fit


def test_a_picture_that_raises_is_recorded_and_the_others_are_processed(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answered = []

    def breaks_at_the_second(name: str, *_: object) -> Answer:
        answered.append(name)
        if len(answered) == 2:
            raise RuntimeError("It broke.")
        return Answer(name, "This is not a picture.")

    monkeypatch.setattr(batch_job, "answer_one", breaks_at_the_second)
    write_hostile_files(tmp_path / "files", fuzz.SEED, range(3))
    line = fuzz_target.take(settings, tmp_path / "files")
    assert line["pictures"] == len(answered)
    assert [text.splitlines()[-1] for text in line["tracebacks"]] == ["RuntimeError: It broke."]


def test_any_traceback_crash_or_excess_of_memory_misses_the_target() -> None:
    clean = fuzz.Tally(files=fuzz.FILES, peak_bytes=900_000_000)
    assert fuzz.figure(clean).met is True
    for failing in (
        fuzz.Tally(files=fuzz.FILES, tracebacks=["x"]),
        fuzz.Tally(files=fuzz.FILES, crashes=1),
        fuzz.Tally(files=fuzz.FILES, no_sentence=["x"]),
        fuzz.Tally(files=fuzz.FILES, peak_bytes=1_600_000_000),
        fuzz.Tally(files=9_000),
    ):
        assert fuzz.figure(failing).met is False
