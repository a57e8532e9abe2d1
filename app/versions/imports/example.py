"""An import to try: simulated shop pictures by class, and files that cannot be taken."""

import io
from typing import BinaryIO

from core.data import Split
from core.examples import shop_pictures

PICTURES = 20
TITLE = "Example"
NO_PICTURE = b"A text file: each file that is not taken says why.\n"


def example_files(split: Split) -> list[tuple[str, BinaryIO]]:
    """Return files for an import, (path, stream): pictures from a split, and three bad files."""
    made = shop_pictures(split, PICTURES)
    named = [(_path(one.label, one.name), one.content) for one in made]
    first = made[0]
    bad = [
        (_path(first.label, "no-picture.txt"), NO_PICTURE),
        (_path(first.label, "the-same-again.png"), first.content),
        (_path("Sombrero", "hat.png"), made[1].content),
    ]
    return [(name, io.BytesIO(content)) for name, content in (*named, *bad)]


def _path(label: str, name: str) -> str:
    return f"{TITLE}/{label.replace('/', '-')}/{name}"
