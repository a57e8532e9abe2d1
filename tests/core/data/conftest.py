"""Four small files in place of the published ones: per class, 10 training and 6 test pictures."""

import gzip
import hashlib
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from core.data.fashion_mnist import published
from core.data.fashion_mnist.published import PublishedFile
from core.data.versions import original
from core.settings import Settings
from tests.core.data.small_files import fill, idx_bytes


def _contents(train: int, test: int) -> dict[str, NDArray[np.uint8]]:
    random = np.random.default_rng(0)
    arrays = {}
    for name, n in (("train", train), ("t10k", test)):
        arrays[f"{name}-images-idx3-ubyte.gz"] = random.integers(0, 256, (n, 28, 28), np.uint8)
        arrays[f"{name}-labels-idx1-ubyte.gz"] = np.arange(n).astype(np.uint8) % 10
    return arrays


def _publish(name: str, array: NDArray[np.uint8]) -> PublishedFile:
    content = idx_bytes(array)
    size = len(gzip.compress(content))
    return PublishedFile(name, array.shape, hashlib.sha256(content).hexdigest(), size)


@pytest.fixture
def packed(monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    """Replace the published files by small ones; return the .gz bytes by file name."""
    arrays = _contents(train=100, test=60)
    files = {name: _publish(name, array) for name, array in arrays.items()}
    monkeypatch.setattr(published, "FILES", tuple(files.values()))
    for constant, name in (
        ("TRAIN_IMAGES", "train-images-idx3-ubyte.gz"),
        ("TRAIN_LABELS", "train-labels-idx1-ubyte.gz"),
        ("TEST_IMAGES", "t10k-images-idx3-ubyte.gz"),
        ("TEST_LABELS", "t10k-labels-idx1-ubyte.gz"),
    ):
        monkeypatch.setattr(published, constant, files[name])
    monkeypatch.setattr(original, "VALIDATION_PER_CLASS", 2)
    return {name: gzip.compress(idx_bytes(array)) for name, array in arrays.items()}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home")


@pytest.fixture
def package(packed: dict[str, bytes], tmp_path: Path) -> Path:
    """The folder of an installed Debian package."""
    return fill(tmp_path / "package", packed)
