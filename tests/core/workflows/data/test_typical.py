"""Typical members: certain ones, one for each kind of picture in the class."""

import numpy as np

from core.workflows.data.typical import typical_members
from core.workflows.predict.answers import AllAnswers
from tests.core.workflows.data.labels.test_docket import table

N = 210  # of class 3: 3, 13 ... 193, without the last ten pictures


def test_each_kind_has_a_picture_the_most_frequent_first() -> None:
    of = table(n=N, audited=False)
    of.pictures.images[3:200:10] = 0
    of.pictures.images[3:60:10] = 250
    found = typical_members(of, 3, 2)
    assert [int(of.pictures.images[one].max()) for one in found] == [0, 250]


def test_doubtful_labels_are_not_typical() -> None:
    of = table(n=N)
    of.quality[:] = 1.0
    of.quality[3:100:10] = 0.1
    assert min(typical_members(of, 3, 5)) > 100


def test_without_an_audit_the_models_doubt_counts() -> None:
    probabilities = np.full((N, 10), 0.1, np.float32)
    probabilities[3:100:10, 3] = 0.9
    answers = AllAnswers(probabilities, np.zeros((N, 64), np.float16), np.ones(N, bool))
    assert max(typical_members(table(n=N, audited=False), 3, 5, answers)) < 100


def test_a_small_class_has_as_many_as_there_are() -> None:
    found = typical_members(table(), 3, 8)
    assert len(found) <= 5
    assert len(set(found)) == len(found)


def test_a_class_without_training_pictures_has_none() -> None:
    of = table()
    of.pictures.labels[of.pictures.labels == 3] = 4
    assert typical_members(of, 3, 8) == ()
