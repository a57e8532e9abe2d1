import gzip
import struct

import numpy as np
import pytest

from core.data.fashion_mnist import idx
from core.errors import BadData

PICTURES = struct.pack(">4I", 2051, 2, 28, 28) + bytes(2 * 784)
LABELS = struct.pack(">2I", 2049, 3) + bytes([7, 0, 9])
PACKED = gzip.compress(LABELS, mtime=0)  # mtime=0: the same bytes in every run


def test_labels_and_pictures_are_parsed_in_their_shape() -> None:
    assert idx.parse(LABELS, "a.gz", (3,)).tolist() == [7, 0, 9]
    pictures = idx.parse(PICTURES, "a.gz", (2, 28, 28))
    assert pictures.shape == (2, 28, 28)
    assert pictures.dtype == np.uint8


@pytest.mark.parametrize(
    ("content", "shape", "sentence"),
    [
        (b"", (3,), "a.gz is cut short: it ends within its header."),
        (LABELS[:6], (3,), "a.gz is cut short: it ends within its header."),
        (LABELS, (2, 28, 28), "a.gz is cut short: it ends within its header."),
        (LABELS + bytes(9), (2, 28, 28), "a.gz holds labels; it should hold pictures."),
        (PICTURES, (2,), "a.gz holds pictures; it should hold labels."),
        (b"\0\0\0\7" + bytes(9), (3,), "is not an IDX file: it starts with 7, not with 2049."),
        (LABELS, (60_000,), "a.gz holds 3 labels; it should be 60,000."),
        (PICTURES, (10, 28, 28), "a.gz holds 2 pictures; it should be 10."),
        (PICTURES, (2, 28, 32), "holds pictures of 28×28; it should be 28×32."),
        (LABELS[:-1], (3,), "its header promises 3 bytes, 2 follow."),
        (PICTURES[:-1], (2, 28, 28), "its header promises 1,568 bytes, 1,567 follow."),
        (LABELS + b"x", (3,), "goes on after the 3 bytes that its header promises."),
    ],
)
def test_each_header_error_is_reported(
    content: bytes, shape: tuple[int, ...], sentence: str
) -> None:
    with pytest.raises(BadData) as caught:
        idx.parse(content, "a.gz", shape)
    assert sentence in str(caught.value)


@pytest.mark.parametrize(
    ("packed", "sentence"),
    [
        (b"", "a.gz is empty."),
        (b"PK\3\4", "a.gz is not a gzip file."),
        (LABELS, "a.gz is not a gzip file, but an IDX file that was unpacked already."),
        (b"\n<!doctype html>", "a.gz is not a gzip file, but a web page."),
        (PACKED[:-9], "a.gz is cut short: its compressed data ends too early."),
        (PACKED[:-8] + bytes(8), "a.gz is damaged: it cannot be decompressed"),
        (PACKED[:10] + b"\xff" * 20, "a.gz is damaged: it cannot be decompressed"),
    ],
)
def test_each_gzip_error_is_reported(packed: bytes, sentence: str) -> None:
    with pytest.raises(BadData) as caught:
        idx.unpack(packed, "a.gz", 100)
    assert sentence in str(caught.value)


def test_a_gzip_file_with_several_members_is_read_completely() -> None:
    packed = gzip.compress(LABELS[:5]) + gzip.compress(LABELS[5:])
    assert idx.unpack(packed, "a.gz", len(LABELS)) == LABELS


def test_a_decompression_bomb_is_cut_off_after_one_excess_byte() -> None:
    bomb = gzip.compress(bytes(10_000_000))
    assert len(idx.unpack(bomb, "a.gz", 1000)) == 1001
