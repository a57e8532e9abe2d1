"""The fuzzer in short: hostile files by the hundred, each answered or refused in a sentence."""

import warnings
from pathlib import Path

import pytest

from benchmarks.robustness import fuzz
from benchmarks.robustness import fuzz_target as fuzzable
from benchmarks.robustness.hostile_files import MONSTER_EVERY, MONSTERS, mutant, write_mutants
from core.settings import Settings

SHORT = 200  # files


def test_hostile_files_end_in_an_answer_or_a_sentence_and_never_in_a_traceback(
    settings: Settings, tmp_path: Path
) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a damaged picture may make its reader warn
        write_mutants(tmp_path / "files", fuzz.SEED, range(SHORT))
        line = fuzzable.take(settings, tmp_path / "files")
    assert line["tracebacks"] == []
    assert line["no_sentence"] == []
    assert line["answered"] > SHORT / 10
    assert line["refused"] > SHORT / 10
    assert not list((settings.data / "batches").iterdir())


def test_every_number_makes_the_same_file_again_and_some_are_monsters() -> None:
    assert mutant(1, 7) == mutant(1, 7)
    assert mutant(1, 7) != mutant(2, 7)
    every = range(MONSTER_EVERY - 1, fuzz.FILES, MONSTER_EVERY)
    assert len(every) >= len(MONSTERS)


@pytest.mark.parametrize(
    ("words", "fit"),
    [
        ("It is empty. Choose another.", True),
        ("Error: x", False),
        ("cannot identify image file <_io.BytesIO object at 0x7f>.", False),
        ("It broke.\nTraceback (most recent call last).", False),
        ("", False),
    ],
)
def test_a_refusal_is_a_sentence_or_it_is_told(words: str, fit: bool) -> None:
    assert fuzzable.is_sentence(words) is fit


def test_one_traceback_one_crash_or_too_much_memory_misses_the_target() -> None:
    clean = fuzz.Tally(files=fuzz.FILES, peak_bytes=900_000_000)
    assert fuzz.figure(clean).met is True
    for spoiled in (
        fuzz.Tally(files=fuzz.FILES, tracebacks=["x"]),
        fuzz.Tally(files=fuzz.FILES, crashes=1),
        fuzz.Tally(files=fuzz.FILES, no_sentence=["x"]),
        fuzz.Tally(files=fuzz.FILES, peak_bytes=1_600_000_000),
        fuzz.Tally(files=9_000),
    ):
        assert fuzz.figure(spoiled).met is False
