"""A picture that ends too early is refused, not filled up with black."""

import contextlib
import io

import numpy as np
from PIL import Image

from core.errors import BadPicture
from core.pictures.decode import decode


def test_a_small_png_that_is_cut_short_is_refused_unless_only_its_last_row_suffers() -> None:
    stream = io.BytesIO()
    picture = np.random.default_rng(0).integers(0, 256, (40, 32, 3), np.uint8)
    Image.fromarray(picture).save(stream, "PNG")
    content = stream.getvalue()
    for size in (*range(40, 60), *range(len(content) - 100, len(content))):
        with contextlib.suppress(BadPicture):
            assert np.array_equal(decode(content[:size])[:-1, :, :3], picture[:-1]), size
