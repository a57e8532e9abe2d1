"""The question that is asked of a model, by default and by names of classes."""

import numpy as np
import pytest

from core.explanation import Question
from core.workflows.explain.ask import UnknownClass, in_words, question_of, usual_question

COAT, PULLOVER = 4, 2
ANSWER = np.eye(10)[COAT]


def test_an_error_is_asked_against_the_truth_and_a_right_answer_alone() -> None:
    assert usual_question(ANSWER) == Question(COAT)
    assert usual_question(ANSWER, truth=COAT) == Question(COAT)
    assert usual_question(ANSWER, truth=PULLOVER) == Question(COAT, PULLOVER)


def test_classes_are_asked_for_by_name() -> None:
    usual = Question(COAT, PULLOVER)
    assert question_of(usual, None, None) == usual
    assert question_of(usual, "Bag", None) == Question(8)
    assert question_of(usual, None, "Shirt") == Question(COAT, 6)
    assert in_words(usual) == "Why Coat and not Pullover?"
    assert in_words(Question(8)) == "Why Bag?"


@pytest.mark.parametrize(
    ("label", "against", "words"),
    [("Hat", None, "There is no class “Hat”"), (None, "Coat", "compared with itself")],
)
def test_what_cannot_be_asked_is_refused(label: str, against: str, words: str) -> None:
    with pytest.raises(UnknownClass, match=words):
        question_of(Question(COAT), label, against)
