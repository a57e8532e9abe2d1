"""The split seed recorded in every model's facts is the one the split was made with."""

import numpy as np

from core.data.split import SPLIT_SEED, validation_mask
from core.data.versions import catalogue
from core.settings import Settings
from tests.core.data.small_files import fill


def test_the_split_seed_never_changes() -> None:
    """With another seed, earlier models would be evaluated on pictures they were trained on."""
    labels = (np.arange(1000) % 10).astype(np.uint8)
    chosen = np.flatnonzero(validation_mask(labels, 7, SPLIT_SEED))
    assert chosen[:8].tolist() == [41, 43, 48, 54, 60, 66, 81, 82]


def test_a_dataset_records_the_seed_of_its_split(
    settings: Settings, packed: dict[str, bytes]
) -> None:
    fill(settings.raw, packed)
    dataset = catalogue.load("v1", settings)
    labels = np.arange(100).astype(np.uint8) % 10  # of the small training files, in file order
    mask = validation_mask(labels, 2, dataset.split_seed)
    assert np.array_equal(labels[mask], dataset.validation.labels)
    assert _pictures(settings)[mask].tobytes() == dataset.validation.images.tobytes()


def _pictures(settings: Settings) -> np.ndarray:
    import gzip

    content = gzip.decompress((settings.raw / "train-images-idx3-ubyte.gz").read_bytes())
    return np.frombuffer(content, np.uint8, offset=16).reshape(-1, 28, 28)
