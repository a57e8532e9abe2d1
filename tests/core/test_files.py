from pathlib import Path

import pytest

from core.files import replace_whole, write_whole


def test_a_file_is_written_completely_and_leaves_no_temporary_file(tmp_path: Path) -> None:
    path = tmp_path / "a-name-longer-than-the-one-beside-it.json"
    write_whole(path, b"old")
    write_whole(path, b"new")
    assert path.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [path]


def test_an_interrupted_write_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "kept.bin"
    write_whole(path, b"old")

    def fail_halfway(temporary: Path) -> None:
        temporary.write_bytes(b"ha")
        raise OSError("No space left on device")

    with pytest.raises(OSError, match="No space"):
        replace_whole(path, fail_halfway)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_the_temporary_file_keeps_the_suffix_for_writers_that_depend_on_it(
    tmp_path: Path,
) -> None:
    suffixes: list[str] = []

    def write(temporary: Path) -> None:
        suffixes.append(temporary.suffix)
        temporary.touch()

    replace_whole(tmp_path / "model.keras", write)
    assert suffixes == [".keras"]
