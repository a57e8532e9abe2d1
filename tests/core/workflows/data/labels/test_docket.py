"""The docket: which pictures come before the court, in which order, and with which evidence."""

from typing import Any, cast

import numpy as np

from core.data.versions.pictures import Part, Pictures
from core.predictor import Predictor
from core.workflows.data.labels.docket import KNOWN, Evidence, ranking, upcoming
from core.workflows.data.table import PictureTable
from core.workflows.predict.answers import AllAnswers

N = 60
SURE = np.eye(10, dtype=np.float32)


def table(audited: bool = True, n: int = N) -> PictureTable:
    """Ten classes in turn; the last ten pictures are test pictures; 5 has the worst label."""
    parts = np.full(n, Part.TRAIN, np.uint8)
    parts[-10:] = Part.TEST
    excluded = np.zeros(n, bool)
    excluded[7] = True
    random = np.random.default_rng(0)
    labels = (np.arange(n) % 10).astype(np.uint8)
    images = random.integers(0, 256, (n, 28, 28), np.uint8)
    quality = np.linspace(0.2, 1.0, n).astype(np.float32)
    quality[5], quality[7], quality[9] = 0.0, 0.01, np.nan
    return PictureTable(
        "v1",
        Pictures(images, labels, parts, excluded),
        quality if audited else np.full(n, np.nan, np.float32),
        ((labels + 1) % 10).astype(np.uint8),
    )


class OneAnswer:
    """Answers Sneaker, then Sandal, to every picture."""

    def predict_many(self, images: np.ndarray) -> Any:
        probabilities = np.tile(0.7 * SURE[7] + 0.3 * SURE[5], (len(images), 1))
        return type("Predictions", (), {"probabilities": probabilities})()


def evidence(of: PictureTable, answers: AllAnswers | None = None) -> Evidence:
    return Evidence(of, cast("Predictor", OneAnswer()), answers)


def test_the_most_suspicious_come_first_without_test_and_excluded_pictures() -> None:
    ranked = ranking(table()).tolist()
    assert ranked[:3] == [5, 0, 1]
    assert set(range(50)) - set(ranked) == {7, 9}  # excluded; never audited


def test_without_an_audit_the_known_cases_are_the_docket() -> None:
    assert ranking(table(audited=False)).tolist() == []
    large = Pictures(
        np.zeros((60_000, 28, 28), np.uint8),
        np.zeros(60_000, np.uint8),
        np.zeros(60_000, np.uint8),
        np.zeros(60_000, bool),
    )
    unknown = np.full(60_000, np.nan, np.float32)
    assert tuple(ranking(PictureTable("v1", large, unknown, large.labels))) == KNOWN


def test_pictures_with_a_verdict_do_not_come_again() -> None:
    assert upcoming(ranking(table()), {5, 1}, 3) == [0, 2, 3]
    assert upcoming(ranking(table()), range(N), 3) == []


def test_a_case_has_the_audits_suggestion_and_rank() -> None:
    (case,) = evidence(table()).cases([5])
    assert (case.label, case.suggested, case.rival, case.rank) == (5, 6, 6, 1)
    assert len(case.neighbours) == 8
    assert 5 not in case.neighbours
    assert set(case.neighbours) <= set(range(50)) - {7}


def test_a_case_that_nobody_accused_is_compared_with_the_models_other_answer() -> None:
    found = evidence(table(audited=False)).cases([5, 7])
    assert [(one.suggested, one.rank) for one in found] == [(None, None)] * 2
    assert [one.rival for one in found] == [7, 5]


def test_neighbours_are_those_of_the_embedding_where_there_is_one() -> None:
    embedding = np.zeros((N, 64), np.float16)
    embedding[:, 0] = np.arange(N) * 2
    answers = AllAnswers(np.tile(SURE[7], (N, 1)), embedding, np.ones(N, bool))
    (case,) = evidence(table(), answers).cases([20])
    assert set(case.neighbours[:2]) == {19, 21}
    assert case.probabilities.argmax() == 7
