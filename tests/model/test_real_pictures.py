"""Minimum accuracies on real photos and drawings, if the environment names folders of them.

FITTING_ROOM_PHOTOS and FITTING_ROOM_DRAWINGS: one subfolder or one .ndjson file per label.
"""

import os
from pathlib import Path

import pytest

from core.predictor import Predictor
from core.workflows.photos.folder import LabelledFile, files_in_folder, read_mapping
from core.workflows.photos.score import FolderScores, count, judge
from core.workflows.predict.files import answer_files

PER_LABEL = 10  # photos: each takes a fifth of a second


def named_folder(variable: str) -> Path:
    if not (folder := os.environ.get(variable)):
        pytest.skip(f"{variable} is not set")
    return Path(folder)


def few(files: list[LabelledFile]) -> list[LabelledFile]:
    """Return the first PER_LABEL files of each label, ordered by name."""
    labels = dict.fromkeys(file.label for file in files)
    return [
        file
        for label in labels
        for file in [one for one in files if one.label == label][:PER_LABEL]
    ]


def scores_of(folder: Path, champion: Predictor) -> FolderScores:
    mapping = read_mapping(None)
    judged = [
        judge(file.label, answer, mapping)
        for file in few(files_in_folder(folder, mapping))
        for answer in answer_files([file.path], file.kind, champion)
    ]
    return count(judged, ())


@pytest.mark.timeout(600)
def test_accuracy_and_abstention_on_real_photos(champion: Predictor) -> None:
    found = scores_of(named_folder("FITTING_ROOM_PHOTOS"), champion)
    assert found.balanced_accuracy is not None
    assert found.balanced_accuracy > 0.55
    assert found.accuracy_when_known is not None
    assert found.accuracy_when_known > 0.75
    assert found.unknown_auroc is None or found.unknown_auroc > 0.78


def test_accuracy_on_real_drawings(champion: Predictor) -> None:
    found = scores_of(named_folder("FITTING_ROOM_DRAWINGS"), champion)
    assert found.balanced_accuracy is not None
    assert found.balanced_accuracy > 0.55
    assert found.unknown_auroc is None or found.unknown_auroc > 0.65
