"""Pictures and uploads for the tests of imports."""

import io
from typing import BinaryIO

import cv2
import numpy as np
from numpy.typing import NDArray


def garment(seed: int) -> NDArray[np.uint8]:
    """A picture of the dataset's own kind."""
    picture = np.zeros((28, 28), np.uint8)
    picture[4:24, 6:22] = np.random.default_rng(seed).integers(60, 250, (20, 16))
    return picture


def png(picture: NDArray[np.uint8]) -> bytes:
    done, file = cv2.imencode(".png", picture)
    assert done
    return file.tobytes()


def as_sent(files: dict[str, bytes]) -> list[tuple[str, BinaryIO]]:
    """Files as a browser sends them, (name, stream)."""
    return [(name, io.BytesIO(content)) for name, content in files.items()]
