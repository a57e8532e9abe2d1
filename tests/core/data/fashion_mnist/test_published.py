import gzip
import hashlib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.data.fashion_mnist import published
from core.errors import BadData
from tests.core.data.small_files import idx_bytes

LABELS = np.arange(10, dtype=np.uint8)
CONTENT = idx_bytes(LABELS)
FILE = published.PublishedFile("a.gz", (10,), hashlib.sha256(CONTENT).hexdigest(), 40)


def test_published_contents_are_accepted_with_any_gzip_compression() -> None:
    for packed in (gzip.compress(CONTENT, 1, mtime=5), gzip.compress(CONTENT, 9, mtime=9)):
        assert published.verify(packed, FILE).tolist() == LABELS.tolist()


def test_mnist_is_recognised_and_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    digits = idx_bytes(LABELS[::-1].copy())
    monkeypatch.setattr(published, "MNIST", {hashlib.sha256(digits).hexdigest()})
    with pytest.raises(BadData, match="is MNIST's own file, with handwritten digits"):
        published.verify(gzip.compress(digits), FILE)


def test_mnist_is_distinguished_from_fashion_mnist_by_four_hashes() -> None:
    assert len(published.MNIST) == 4
    assert not published.MNIST & {file.sha256 for file in published.FILES}


def test_unpublished_contents_in_a_valid_format_are_refused() -> None:
    with pytest.raises(BadData, match="right form, but not the published contents"):
        published.verify(gzip.compress(CONTENT), replace(FILE, sha256="0" * 64))


def test_a_bad_file_is_left_in_place_and_reported_with_what_to_do(tmp_path: Path) -> None:
    bad = tmp_path / "a.gz"
    bad.write_bytes(b"")
    with pytest.raises(BadData) as caught:
        published.read(tmp_path, FILE)
    assert str(caught.value) == (
        f"a.gz is empty. Move {bad} away and run again: a good copy will be fetched."
    )
    assert bad.exists()


def test_a_folder_in_place_of_a_file_is_reported(tmp_path: Path) -> None:
    (tmp_path / "a.gz").mkdir()
    with pytest.raises(BadData, match="cannot be read: Is a directory"):
        published.read(tmp_path, FILE)


def test_a_missing_file_is_distinguished_from_a_bad_file(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        published.read(tmp_path, FILE)


def test_the_published_files_have_the_sizes_of_60000_and_10000_pictures() -> None:
    sizes = [file.content_bytes for file in published.FILES]
    assert sizes == [47_040_016, 60_008, 7_840_016, 10_008]
