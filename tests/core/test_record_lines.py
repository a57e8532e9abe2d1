"""Files with one JSON record per line: damaged lines end the reading, or are passed over."""

import os
from dataclasses import dataclass
from pathlib import Path

import pytest

from core.record_lines import BLOCK, RecordLines


@dataclass(frozen=True)
class Answer:
    number: int
    name: str = ""


@dataclass(frozen=True)
class Other:
    number: str


Lines = RecordLines[Answer]
DAMAGED = [
    b"",
    b"{",
    b"null",
    b"[3]",
    b'{"number": "3"}',
    b'{"name": "c"}',
    b"\xff\xfe",
    b"\x00" * 20,
    b"9" * 5000,
    b"[" * 100_000,
]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "answers.ndjson"


@pytest.fixture
def lines(path: Path) -> Lines:
    return RecordLines(path, Answer)


def fill(lines: Lines, count: int) -> list[Answer]:
    answers = [Answer(number, f"Käfig\n{number}") for number in range(count)]
    for answer in answers:
        lines.add(answer)
    return answers


def damage(path: Path, number: int, content: bytes) -> None:
    """Replace one line of a file."""
    found = path.read_bytes().split(b"\n")
    found[number] = content
    path.write_bytes(b"\n".join(found))


def test_a_missing_file_is_empty_and_not_created_by_reading(lines: Lines, path: Path) -> None:
    assert (lines.read(), lines.recover(), lines.count()) == ([], [], 0)
    lines.clear()
    assert not path.exists()


@pytest.mark.parametrize("count", [1, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK + 50])
def test_records_are_read_back_in_order_by_another_reader(
    lines: Lines, path: Path, count: int
) -> None:
    answers = fill(lines, count)
    later: Lines = RecordLines(path, Answer)
    assert later.read() == lines.read() == answers
    assert later.count() == count


def test_a_record_added_after_a_read_is_in_the_next_read(lines: Lines) -> None:
    answers = fill(lines, BLOCK + 1)
    assert lines.read() == answers
    lines.add(Answer(7))
    assert lines.read() == [*answers, Answer(7)]


def test_a_partial_line_is_skipped_and_truncated_by_recover(lines: Lines, path: Path) -> None:
    answers = fill(lines, 3)
    with path.open("ab") as stream:
        stream.write(b'{"number": 3, "na')
    assert (lines.read(), lines.count()) == (answers, 3)
    assert lines.recover() == answers
    lines.add(Answer(3))
    assert lines.read() == [*answers, Answer(3)]


def test_a_line_without_its_newline_counts_as_partial(lines: Lines, path: Path) -> None:
    answers = fill(lines, 2)
    path.write_bytes(path.read_bytes().removesuffix(b"\n"))
    assert lines.recover() == answers[:1]
    lines.add(answers[1])
    assert lines.read() == answers


@pytest.mark.parametrize("content", DAMAGED)
@pytest.mark.parametrize("number", [0, 2, BLOCK + 2])
def test_reading_stops_at_a_damaged_line_and_recover_truncates_there(
    lines: Lines, path: Path, content: bytes, number: int
) -> None:
    answers = fill(lines, BLOCK + 5)
    damage(path, number, content)
    assert lines.read() == answers[:number]
    assert lines.count() == BLOCK + 5  # counts lines without parsing them
    assert lines.recover() == answers[:number]
    assert lines.count() == number
    lines.add(Answer(99))
    assert lines.read() == [*answers[:number], Answer(99)]


@pytest.mark.parametrize("content", DAMAGED)
@pytest.mark.parametrize("number", [0, 2, BLOCK + 2])
def test_damaged_lines_are_passed_over_and_removed_by_repair(
    lines: Lines, path: Path, content: bytes, number: int
) -> None:
    answers = fill(lines, BLOCK + 5)
    damage(path, number, content)
    others = [one for one in answers if one.number != number]
    assert lines.intact() == others
    assert lines.repair() == others
    assert lines.count() == BLOCK + 4
    lines.add(Answer(99))
    assert lines.read() == [*others, Answer(99)]


def test_half_a_last_line_does_not_spoil_the_next_after_repair(lines: Lines, path: Path) -> None:
    answers = fill(lines, 3)
    with path.open("ab") as stream:
        stream.write(b'{"number": 3, "na')
    assert lines.intact() == lines.repair() == answers
    lines.add(Answer(3))
    assert lines.intact() == [*answers, Answer(3)]


def test_a_repair_of_an_intact_file_does_not_write(lines: Lines, path: Path) -> None:
    fill(lines, 3)
    before = path.stat().st_ino
    lines.repair()
    assert path.stat().st_ino == before


def test_a_sync_waits_for_the_disk(
    lines: Lines, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[int] = []
    monkeypatch.setattr("core.record_lines.os.fsync", lambda file: synced.append(os.fstat(file)[1]))
    lines.sync()
    assert not synced, "nothing was written yet"
    fill(lines, 1)
    lines.sync()
    assert synced == [path.stat().st_ino]


def test_recovering_an_intact_file_changes_nothing(lines: Lines, path: Path) -> None:
    answers = fill(lines, 3)
    before = path.read_bytes()
    assert lines.recover() == answers
    assert path.read_bytes() == before


def test_the_cache_does_not_mix_record_types(lines: Lines, path: Path) -> None:
    answers = fill(lines, 2)
    assert lines.read() == answers
    assert RecordLines(path, Other).read() == []


def test_clearing_removes_all_records(lines: Lines) -> None:
    fill(lines, 3)
    lines.clear()
    assert (lines.read(), lines.count()) == ([], 0)


def test_a_file_that_cannot_be_read_or_written_is_an_os_error(tmp_path: Path) -> None:
    folder: Lines = RecordLines(tmp_path, Answer)
    for act in (folder.read, folder.recover, folder.count, lambda: folder.add(Answer(1))):
        with pytest.raises(OSError, match="directory"):
            act()
