"""How far to believe an answer, in words."""

from dataclasses import replace

import numpy as np
import pytest

from app.components.answer import headline, reason
from core.data.classes import CLASS_NAMES
from core.predictor import Prediction


def prediction(known: bool = True, familiarity: float = 0.5, **shares: float) -> Prediction:
    """A scripted answer; the classes not named share what is left."""
    named = {name.replace("_", " "): share for name, share in shares.items()}
    rest = (1 - sum(named.values())) / (len(CLASS_NAMES) - len(named))
    probabilities = np.array([named.get(name, rest) for name in CLASS_NAMES], np.float32)
    return Prediction(probabilities, familiarity, known, 0.1)


def test_a_sure_answer_is_the_label_and_one_figure() -> None:
    found = prediction(Coat=0.93, Shirt=0.04)
    assert headline(found) == "Coat"
    assert reason(found) == "Sure: 93%."


def test_a_sure_answer_for_a_photo_says_what_its_figure_was_checked_on() -> None:
    found = replace(prediction(Coat=0.93, Shirt=0.04), road="photo")
    assert reason(found) == "Sure: 93%. That was checked on imitated photos; real ones are harder."


def test_a_doubtful_answer_says_perhaps_and_names_three() -> None:
    found = prediction(Coat=0.45, Shirt=0.35, Pullover=0.1)
    assert headline(found) == "Perhaps: Coat"
    assert reason(found) == "Coat 45%, Shirt 35% or Pullover 10%."


def test_an_unknown_picture_is_never_called_by_a_label() -> None:
    found = prediction(known=False, familiarity=0.02, Bag=0.98)
    assert headline(found) == "I don’t know"
    assert "stranger than 98%" in reason(found)
    assert "The nearest is Bag." in reason(found)
    assert "Torn" not in reason(found)


def test_an_unknown_picture_between_two_says_which_two() -> None:
    found = prediction(known=False, familiarity=0.1, Shirt=0.45, Coat=0.4)
    assert headline(found) == "I don’t know"
    assert reason(found).startswith("Torn between Shirt and Coat.")


def test_a_model_that_is_too_often_wrong_on_photos_says_that_of_itself() -> None:
    found = replace(prediction(known=False, familiarity=0.6, Bag=0.9), needed=0.99, road="photo")
    assert "On photos this model is wrong too often to be believed" in reason(found)
    assert "stranger" not in reason(found)


def test_a_photo_is_compared_with_photos() -> None:
    found = replace(prediction(known=False, familiarity=0.2, Bag=0.9), needed=0.4, road="photo")
    assert "stranger than 80% of the imitated photos" in reason(found)


@pytest.mark.parametrize("known", [True, False])
@pytest.mark.parametrize("top", [0.11, 0.5, 0.69, 0.7, 1.0])
@pytest.mark.parametrize("familiarity", [0.0, 1.0])
def test_every_answer_has_words(known: bool, top: float, familiarity: float) -> None:
    found = prediction(known, familiarity, Dress=top)
    assert headline(found)
    assert reason(found).endswith(".")
    assert "nan" not in reason(found)
