import gzip
from pathlib import Path

import numpy as np
import pytest

from core.data import DATASETS, Sources, check, fetch, load, load_test
from core.data.fashion_mnist import published
from core.errors import BadData, DataUnavailable
from core.settings import Settings
from tests.core.data.small_files import fill


def test_train_and_validation_are_disjoint_and_together_complete(
    settings: Settings, package: Path
) -> None:
    fetch(settings, sources=Sources(folder=package))
    dataset = load("v1", settings)
    assert [len(s) for s in (dataset.train, dataset.validation, dataset.test)] == [80, 20, 60]
    assert np.bincount(dataset.validation.labels).tolist() == [2] * 10
    both = np.concatenate([dataset.train.images, dataset.validation.images])
    original = published.read(settings.raw, published.TRAIN_IMAGES)
    assert {p.tobytes() for p in both} == {p.tobytes() for p in original}


def test_the_test_split_needs_no_training_file(
    settings: Settings, packed: dict[str, bytes]
) -> None:
    names = (published.TEST_IMAGES.name, published.TEST_LABELS.name)
    fill(settings.raw, {name: packed[name] for name in names})
    assert len(load_test("v1", settings)) == 60


def test_loading_before_fetching_reports_how_to_get_the_files(
    settings: Settings, packed: dict[str, bytes]
) -> None:
    with pytest.raises(DataUnavailable, match="python -m core data fetch"):
        load("v1", settings)
    assert not settings.home.exists()


def test_a_file_damaged_after_it_was_fetched_is_not_loaded(
    settings: Settings, package: Path
) -> None:
    fetch(settings, sources=Sources(folder=package))
    (settings.raw / published.TEST_IMAGES.name).write_bytes(gzip.compress(b"x"))
    with pytest.raises(BadData, match="cut short"):
        load("v1", settings)


@pytest.mark.parametrize("function", [load, load_test])
def test_an_unknown_dataset_is_refused_naming_the_known_ones(function, settings: Settings) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(DataUnavailable, match=r"no dataset named “v9”.*v1, tiny"):
        function("v9", settings)


def test_a_check_reports_sizes_and_hash(settings: Settings, package: Path) -> None:
    fetch(settings, sources=Sources(folder=package))
    report = check(settings)
    assert report.ok
    assert [file.items for file in report.files] == [100, 100, 60, 60]
    assert (report.train, report.validation, report.test) == (80, 20, 60)
    assert report.hash == load("v1", settings).hash


def test_a_check_names_bad_and_missing_files_without_raising(
    settings: Settings, packed: dict[str, bytes]
) -> None:
    bad, missing = published.TRAIN_LABELS.name, published.TEST_LABELS.name
    fill(settings.raw, packed | {bad: b""})
    (settings.raw / missing).unlink()
    report = check(settings)
    problems = {file.name: file.problem for file in report.files if file.problem}
    assert not report.ok
    assert report.hash == ""
    assert problems[bad].startswith(f"{bad} is empty. Move ")
    assert problems[missing] == f"{missing} is missing."
    assert len(problems) == 2


def test_every_dataset_has_a_short_description() -> None:
    assert set(DATASETS) == {"v1", "tiny"}
    assert all(0 < len(line) < 100 for line in DATASETS.values())
