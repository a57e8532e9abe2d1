from pathlib import Path

import pytest

from core.files import replace_whole, write_whole


def test_a_file_is_written_whole_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "a-name-longer-than-the-one-beside-it.json"
    write_whole(path, b"old")
    write_whole(path, b"new")
    assert path.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [path]


def test_a_write_that_breaks_off_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "kept.bin"
    write_whole(path, b"old")

    def break_off(beside: Path) -> None:
        beside.write_bytes(b"ha")
        raise OSError("No space left on device")

    with pytest.raises(OSError, match="No space"):
        replace_whole(path, break_off)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_the_file_beside_keeps_the_suffix_by_which_a_writer_chooses_its_format(
    tmp_path: Path,
) -> None:
    suffixes: list[str] = []

    def write(beside: Path) -> None:
        suffixes.append(beside.suffix)
        beside.touch()

    replace_whole(tmp_path / "model.keras", write)
    assert suffixes == [".keras"]
