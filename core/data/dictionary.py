"""The data dictionary: every column that is known about a picture, with its type and meaning."""

from collections.abc import Iterator
from dataclasses import dataclass

from core.data.classes import CLASS_NAMES
from core.data.fashion_mnist import published
from core.data.properties import INK
from core.data.split import SPLIT_SEED, VALIDATION_PER_CLASS


@dataclass(frozen=True)
class Column:
    """One column: its name in exports, its type, its values in words, where it comes from."""

    name: str
    type: str
    values: str
    source: str


COLUMNS: tuple[Column, ...] = (
    Column(
        "number",
        "int",
        "0 and up; never changes, except in the wardrobe after a deletion",
        "order of the published files; in the wardrobe, of addition",
    ),
    Column(
        "name",
        "str",
        "such as “train 45592”, “test 3”, “added 0”; “wardrobe” and an id",
        "file and place in it",
    ),
    Column(
        "split",
        "str",
        "train, validation, test; in the wardrobe training, held out",
        "the published files, and a fixed seed",
    ),
    Column("label", "str", "one of the ten classes", "published, or corrected by a version"),
    Column("predicted", "str", "one of the ten classes; empty if not computed", "the champion"),
    Column("probability", "float", "0–1, of the predicted class", "the champion, calibrated"),
    Column("quality", "float", "0–1, the lowest is the most suspicious", "the audit of the labels"),
    Column("brightness", "float", "0–1, mean of all pixels", "the picture"),
    Column("ink", "float", f"0–1, share of pixels above {INK} of 255", "the picture"),
    Column("pixels", "bytes", "784, row by row; ink bright on black (Parquet only)", "the picture"),
)


@dataclass(frozen=True)
class Dictionary:
    """The whole dictionary, as it is written to data/dictionary.json."""

    dataset: str
    pictures: int
    shape: tuple[int, int]
    classes: tuple[str, ...]
    validation_per_class: int
    split_seed: int
    columns: tuple[Column, ...]


def dictionary() -> Dictionary:
    counts = (published.TRAIN_LABELS.shape[0], published.TEST_LABELS.shape[0])
    return Dictionary(
        dataset="Fashion-MNIST, v1",
        pictures=sum(counts),
        shape=(28, 28),
        classes=CLASS_NAMES,
        validation_per_class=VALIDATION_PER_CLASS,
        split_seed=SPLIT_SEED,
        columns=COLUMNS,
    )


def rows() -> Iterator[tuple[str, ...]]:
    """Yield the columns for a table."""
    for one in COLUMNS:
        yield f"`{one.name}`", one.type, one.values, one.source
