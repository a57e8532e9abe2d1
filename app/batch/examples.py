"""A batch of examples: simulated shop pictures, drawings, and what is no picture."""

import io
from typing import BinaryIO

from core.data import Split
from core.examples import drawings, shop_pictures

TITLE = "Examples: shop pictures and drawings"
SHOP_PICTURES = 29
NO_PICTURE = b"A text file: each file that cannot be read says why.\n"


def example_files(split: Split) -> list[tuple[str, BinaryIO]]:
    """Return files for a batch, (name, stream): forty pictures, made from a split and by us."""
    shop = [(one.name, one.content) for one in shop_pictures(split, SHOP_PICTURES)]
    lines = "\n".join(one.line for one in drawings()).encode()
    files = [*shop, ("drawings.ndjson", lines), ("no-picture.txt", NO_PICTURE)]
    return [(name, io.BytesIO(content)) for name, content in files]
