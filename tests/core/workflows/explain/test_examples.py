"""The examples: sure errors, torn answers and plain ones."""

from dataclasses import replace
from pathlib import Path

from core.data import Dataset
from core.predictor import Predictor
from core.workflows.explain.examples import OF_EACH, Why, examples


def test_examples_are_what_they_say(shipped: Path, tiny: Dataset) -> None:
    predictor = Predictor.load(shipped)
    wrong = tiny.test.labels.copy()
    wrong[:40] = (wrong[:40] + 1) % 10
    found = examples(predictor, replace(tiny.test, labels=wrong))
    for one in found:
        answer = predictor.predict_many(tiny.test.images[one.position][None]).probabilities[0]
        assert (one.answer, one.label) == (answer.argmax(), wrong[one.position])
        assert (one.answer != one.label) == (one.why is Why.WRONG)
    by_kind = {why: [one.label for one in found if one.why is why] for why in Why}
    assert len(by_kind[Why.WRONG]) == OF_EACH["wrong"]
    assert all(len(set(labels)) == len(labels) for labels in by_kind.values())
    torn = [one.probability for one in found if one.why is Why.TORN]
    assert torn == sorted(torn)
