import gzip
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.data.fashion_mnist import landing, published
from core.errors import BadData


@pytest.fixture
def good(packed: dict[str, bytes]) -> tuple[published.PublishedFile, bytes]:
    file = published.TEST_LABELS
    return file, packed[file.name]


def test_a_landed_file_is_complete_and_leaves_no_temporary_file(
    good: tuple[published.PublishedFile, bytes], tmp_path: Path
) -> None:
    file, content = good
    assert landing.land([content[:7], content[7:]], file, tmp_path) == len(content)
    assert [path.name for path in tmp_path.iterdir()] == [file.name]
    assert (tmp_path / file.name).read_bytes() == content


@pytest.mark.parametrize("stop", [KeyboardInterrupt, SystemExit, RuntimeError])
def test_an_interrupted_write_leaves_no_file(
    good: tuple[published.PublishedFile, bytes], tmp_path: Path, stop: type[BaseException]
) -> None:
    file, content = good

    def interrupted() -> Iterator[bytes]:
        yield content[:20]
        raise stop

    with pytest.raises(stop):
        landing.land(interrupted(), file, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_invalid_contents_never_replace_a_file(
    good: tuple[published.PublishedFile, bytes], tmp_path: Path
) -> None:
    file, content = good
    (tmp_path / file.name).write_bytes(b"older")
    with pytest.raises(BadData, match="cut short"):
        landing.land([content[:-9]], file, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [file.name]
    assert (tmp_path / file.name).read_bytes() == b"older"


def test_an_endless_source_is_stopped(
    good: tuple[published.PublishedFile, bytes], tmp_path: Path
) -> None:
    file, _ = good

    def endless() -> Iterator[bytes]:
        while True:
            yield gzip.compress(os.urandom(4096))

    with pytest.raises(BadData, match="goes on for too long"):
        landing.land(endless(), file, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_only_partial_files_older_than_a_day_are_swept(
    tmp_path: Path,
) -> None:
    old = tmp_path / "t10k-labels-idx1-ubyte.gz.abc.part"
    new = tmp_path / "t10k-images-idx3-ubyte.gz.def.part"
    own = tmp_path / "notes.part"
    for path in (old, new, own):
        path.write_bytes(b"x")
    os.utime(old, (1, 1))
    os.utime(own, (1, 1))
    landing.sweep(tmp_path)
    assert sorted(tmp_path.iterdir()) == sorted([new, own])
