"""Ask a loaded model why it answers as it does."""

import numpy as np
from numpy.typing import NDArray

from core.data.classes import CLASS_NAMES
from core.errors import FittingRoomError
from core.explanation import Predict, Question
from core.input_kind import InputKind
from core.predictor import Predictor


class UnknownClass(FittingRoomError):
    """A class was named that is none of the ten, or a class against itself."""


def predict_with(predictor: Predictor, kind: InputKind) -> Predict:
    """Return the calibrated probabilities of a model as a function of pictures of one kind."""
    return lambda images: predictor.predict_many(images, kind).probabilities


def usual_question(probabilities: NDArray[np.floating], truth: int | None = None) -> Question:
    """Return what one would ask first of an answer (10,): why it, or why it and not the truth."""
    answered = int(probabilities.argmax())
    return Question(answered, None if truth in (None, answered) else truth)


def question_of(usual: Question, label: str | None, against: str | None) -> Question:
    """Return the question that names of classes ask; what is not named is as usual.

    Raises UnknownClass for a name that is none of the ten, and for a class against itself.
    """
    if label is None and against is None:
        return usual
    chosen = usual.label if label is None else class_index(label)
    other = None if against is None else class_index(against)
    if chosen == other:
        raise UnknownClass(f"{CLASS_NAMES[chosen]} cannot be compared with itself.")
    return Question(chosen, other)


def in_words(question: Question) -> str:
    """Return a question: Why Coat and not Pullover?"""
    asked = f"Why {CLASS_NAMES[question.label]}"
    if question.against is None:
        return f"{asked}?"
    return f"{asked} and not {CLASS_NAMES[question.against]}?"


def class_index(name: str) -> int:
    """Return the number of a class by its name; raises UnknownClass."""
    if name not in CLASS_NAMES:
        raise UnknownClass(f"There is no class “{name}”. Use one of: {', '.join(CLASS_NAMES)}.")
    return CLASS_NAMES.index(name)
