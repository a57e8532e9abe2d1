"""The headline of an answer and the sentence about its confidence."""

from dataclasses import replace

import numpy as np
import pytest

from app.components.answer import detail, emphasised, headline, reason
from app.formatting import share
from core.data.classes import CLASS_NAMES
from core.input_kind import InputKind
from core.predictor import Prediction


def prediction(known: bool = True, familiarity: float = 0.5, **shares: float) -> Prediction:
    """A scripted prediction; the classes not named share the remaining probability."""
    named = {name.replace("_", " "): share for name, share in shares.items()}
    rest = (1 - sum(named.values())) / (len(CLASS_NAMES) - len(named))
    probabilities = np.array([named.get(name, rest) for name in CLASS_NAMES], np.float32)
    return Prediction(probabilities, familiarity, known, 0.1)


def test_a_sure_answer_has_the_label_and_one_probability() -> None:
    found = prediction(Coat=0.93, Shirt=0.04)
    assert headline(found) == "Coat"
    assert reason(found) == f"Sure: {share(0.93)}."
    assert emphasised(found) == ["Coat"]


def test_a_sure_answer_for_a_photo_names_its_calibration_pictures() -> None:
    found = replace(prediction(Coat=0.93, Shirt=0.04), input_kind=InputKind.PHOTO)
    assert "simulated photos" in detail(found)


def test_an_unsure_answer_names_the_top_three_classes() -> None:
    found = prediction(Coat=0.45, Shirt=0.35, Pullover=0.1)
    assert headline(found) == "Perhaps: Coat"
    assert reason(found) == f"Coat {share(0.45)}, Shirt {share(0.35)} or Pullover {share(0.1)}."
    assert emphasised(found) == ["Coat", "Shirt", "Pullover"]


def names_in(words: str) -> set[str]:
    return {name for name in CLASS_NAMES if name in words}


def test_an_abstention_names_no_class_and_has_its_figures_in_the_detail() -> None:
    found = prediction(known=False, familiarity=0.02, Bag=0.98)
    assert headline(found) == "I don’t know"
    assert emphasised(found) == []
    assert not names_in(reason(found))
    assert not any(letter.isdigit() for letter in reason(found))
    assert f"{share(0.98)} of the pictures" in detail(found)
    assert names_in(detail(found)) == {"Bag"}


def test_an_abstention_among_all_classes_names_none() -> None:
    found = prediction(known=False, familiarity=0.0, Trouser=0.12, Ankle_boot=0.11)
    assert not names_in(reason(found))


@pytest.mark.parametrize(("runner_up", "torn"), [(0.4, True), (0.2, False)])
def test_only_an_abstention_between_two_classes_names_both(runner_up: float, torn: bool) -> None:
    found = prediction(known=False, familiarity=0.1, Pullover=0.45, Coat=runner_up)
    assert headline(found) == "I don’t know"
    assert names_in(reason(found)) == ({"Pullover", "Coat"} if torn else set())


def test_abstaining_because_of_an_unreliable_model_says_so_instead() -> None:
    unknown = prediction(known=False, familiarity=0.6, Bag=0.9)
    found = replace(unknown, threshold=0.99, input_kind=InputKind.PHOTO)
    assert "too often" in reason(found)
    assert "photos" in reason(found)
    assert not detail(found)


def test_an_abstention_on_a_photo_refers_to_simulated_photos() -> None:
    found = replace(
        prediction(known=False, familiarity=0.2, Bag=0.9), threshold=0.4, input_kind=InputKind.PHOTO
    )
    assert f"{share(0.8)} of the simulated photos" in detail(found)


@pytest.mark.parametrize("known", [True, False])
@pytest.mark.parametrize("top", [0.11, 0.5, 0.69, 0.7, 1.0])
@pytest.mark.parametrize("familiarity", [0.0, 1.0])
def test_every_answer_has_a_headline_and_a_reason(
    known: bool, top: float, familiarity: float
) -> None:
    found = prediction(known, familiarity, Dress=top)
    assert headline(found)
    assert reason(found).endswith(".")
    assert "nan" not in reason(found)
