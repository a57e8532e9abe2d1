"""A picture in an address: every picture comes back, nothing else is taken for one."""

import base64
import zlib

import numpy as np
import pytest

from app.carried_picture import KIND, PIXELS, as_words, from_words
from core.input_kind import InputKind


@pytest.mark.parametrize("kind", InputKind)
def test_a_picture_comes_back(kind: InputKind) -> None:
    picture = np.random.default_rng(0).integers(0, 256, (28, 28), dtype=np.uint8)
    words = as_words(picture, kind)
    found, same = from_words(words[PIXELS], words[KIND])
    np.testing.assert_array_equal(found, picture)
    assert same is kind


def packed(content: bytes) -> str:
    return base64.urlsafe_b64encode(zlib.compress(content)).decode()


@pytest.mark.parametrize(
    "words",
    ["", "x", "ä", "AAAA", packed(b"short"), packed(bytes(785)), packed(bytes(10**7)), "=" * 5],
)
def test_a_damaged_picture_is_refused(words: str) -> None:
    with pytest.raises(ValueError, match="no picture"):
        from_words(words, "pixels")


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="painting"):
        from_words(packed(bytes(784)), "painting")
