"""The four files as Zalando Research published them, and how they are verified.

What counts is the SHA-256 of the decompressed contents: Debian repacks the same contents, so its
.gz files have other hashes than the published ones. The hashes below were computed from files whose
MD5 is in the dataset's README (github.com/zalandoresearch/fashion-mnist).
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.data.fashion_mnist import idx
from core.errors import BadData


@dataclass(frozen=True)
class PublishedFile:
    """One IDX file: name, shape of its array, SHA-256 of its contents, size of the .gz in bytes."""

    name: str
    shape: tuple[int, ...]
    sha256: str
    packed_bytes: int

    @property
    def content_bytes(self) -> int:
        """Size after decompression: a header of 4 bytes plus 4 per dimension, then the items."""
        return 4 + 4 * len(self.shape) + int(np.prod(self.shape))


TRAIN_IMAGES = PublishedFile(
    "train-images-idx3-ubyte.gz",
    (60_000, 28, 28),
    "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
    26_421_880,
)
TRAIN_LABELS = PublishedFile(
    "train-labels-idx1-ubyte.gz",
    (60_000,),
    "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
    29_515,
)
TEST_IMAGES = PublishedFile(
    "t10k-images-idx3-ubyte.gz",
    (10_000, 28, 28),
    "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
    4_422_102,
)
TEST_LABELS = PublishedFile(
    "t10k-labels-idx1-ubyte.gz",
    (10_000,),
    "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
    5_148,
)
FILES = (TRAIN_IMAGES, TRAIN_LABELS, TEST_IMAGES, TEST_LABELS)

# MNIST's handwritten digits come in files of the same names, sizes and shapes.
MNIST = frozenset(
    {
        "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
        "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
        "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
        "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
    }
)


def verify(packed: bytes, file: PublishedFile) -> NDArray[np.uint8]:
    """Decompress the bytes of a .gz file and return its array, uint8 of `file.shape`.

    Raises BadData, with what is wrong, unless the contents are those published.
    """
    content = idx.unpack(packed, file.name, file.content_bytes)
    found = hashlib.sha256(content).hexdigest()
    if found in MNIST:
        raise BadData(
            f"{file.name} is MNIST's own file, with handwritten digits: "
            "Fashion-MNIST uses the same file names."
        )
    array = idx.parse(content, file.name, file.shape)
    if found != file.sha256:
        raise BadData(
            f"{file.name} has the right form, but not the published contents: "
            f"its SHA-256 is {found}, it should be {file.sha256}."
        )
    return array


def read(folder: Path, file: PublishedFile) -> NDArray[np.uint8]:
    """Read one of the four files from `folder`, verified at each read.

    Raises FileNotFoundError if it is missing, and BadData if it is not what was published; a bad
    file is never removed, as it may be the user's own.
    """
    path = folder / file.name
    try:
        return verify(path.read_bytes(), file)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise BadData(
            f"{path} cannot be read: {error.strerror}. Make it a readable file."
        ) from error
    except BadData as error:
        raise BadData(
            f"{error} Move {path} away and run again: a good copy will be fetched."
        ) from error
