import json
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest

from core.data import CLASS_NAMES, Dataset
from core.errors import ModelUnavailable
from core.model_files import DRAWING, ENERGY, PHOTO
from core.predictor import Prediction, Predictor, familiarity_of, familiarity_score, softmax
from core.predictor.familiarity import scale_of
from core.settings import REPOSITORY as ROOT

PREDICT = """
import sys, numpy as np
from pathlib import Path
from core.predictor import Predictor
Predictor.load(Path(sys.argv[1])).predict(np.zeros((28, 28), np.uint8))
print(sorted({"tensorflow", "keras", "mlflow", "streamlit", "sklearn"} & set(sys.modules)))
"""


@pytest.fixture(scope="module")
def predictor(small_model: Path) -> Predictor:
    return Predictor.load(small_model)


def test_softmax_sums_to_one_and_is_not_afraid_of_large_logits() -> None:
    found = softmax(np.array([[1000.0, 1000.0], [-1000.0, 0.0], [0.0, np.log(3)]]))
    assert found.tolist() == pytest.approx(
        [pytest.approx([0.5, 0.5]), pytest.approx([0.0, 1.0]), pytest.approx([0.25, 0.75])]
    )


def test_a_higher_temperature_levels_the_probabilities_and_keeps_their_order() -> None:
    logits = np.array([[3.0, 1.0, -2.0]])
    cold, hot = softmax(logits, 0.5)[0], softmax(logits, 5.0)[0]
    assert cold.max() > softmax(logits)[0].max() > hot.max()
    assert np.argsort(cold).tolist() == np.argsort(hot).tolist()


def test_the_score_of_familiarity_is_the_evidence_for_the_likeliest_class() -> None:
    logits = np.array([[0.0, 0.0], [2.0, 4.0]])
    assert familiarity_score(logits, 2.0).tolist() == [0.0, 2.0]


def test_the_energy_is_the_logarithm_of_the_summed_exponentials() -> None:
    logits = np.array([[0.0, 0.0], [2.0, 4.0]])
    wanted = np.log(np.exp(logits / 2).sum(axis=1))
    assert familiarity_score(logits, 2.0, ENERGY) == pytest.approx(wanted)


def test_familiarity_lies_between_0_and_1_and_grows_with_the_score() -> None:
    knots = tuple(np.quantile(np.random.default_rng(0).normal(5, 2, 500), np.linspace(0, 1, 101)))
    found = familiarity_of(np.linspace(-50, 50, 999), scale_of(knots))
    assert found.min() > 0.0
    assert found.max() < 1.0
    assert (np.diff(found) >= 0).all()


def test_pictures_stranger_than_all_that_were_seen_still_have_an_order() -> None:
    scale = scale_of(tuple(np.linspace(4, 8, 101)))
    near, far, farther = familiarity_of(np.array([3.9, 2.0, -3.0]), scale)
    assert 0.005 > near > far > farther > 0


def test_familiarity_is_the_share_of_validation_pictures_that_look_stranger(
    predictor: Predictor, tiny: Dataset
) -> None:
    found = predictor.batch(tiny.validation.images).familiarity
    assert np.quantile(found, [0.1, 0.5, 0.9]) == pytest.approx([0.1, 0.5, 0.9], abs=0.02)


def test_a_batch_answers_as_its_pictures_do_one_by_one(predictor: Predictor, tiny: Dataset) -> None:
    images = np.concatenate([tiny.train.images, tiny.test.images])[:700]  # more than one run
    batch = predictor.batch(images)
    assert batch.embedding.shape == (700, 784)
    for i in range(0, 700, 50):
        single = predictor.predict(images[i])
        assert single.probabilities == pytest.approx(batch.probabilities[i], abs=1e-5)
        assert single.familiarity == pytest.approx(float(batch.familiarity[i]), abs=1e-4)
        assert single.known == batch.known[i]


def test_photos_and_drawings_are_asked_about_mirrored_as_well(
    predictor: Predictor, tiny: Dataset
) -> None:
    images = tiny.test.images[:50]
    mirrored = np.ascontiguousarray(images[:, :, ::-1])
    own, other = predictor.logits(images)[0], predictor.logits(mirrored)[0]
    assert np.abs(own - other).max() > 0.1
    for road in (PHOTO, DRAWING):
        logits, embedding = predictor.logits(images, road)
        assert logits == pytest.approx((own + other) / 2, abs=1e-4)
        assert predictor.logits(mirrored, road)[0] == pytest.approx(logits, abs=1e-4)
        assert embedding == pytest.approx(predictor.logits(images)[1], abs=1e-4)


def test_a_model_whose_card_does_not_tell_of_a_mirror_answers_as_it_did(
    model: Path, tiny: Dataset
) -> None:
    card = json.loads((model / "model.json").read_text())
    assert card["roads"][PHOTO].pop("mirror")
    (model / "model.json").write_text(json.dumps(card))
    older, images = Predictor.load(model), tiny.test.images[:9]
    assert older.logits(images, PHOTO)[0] == pytest.approx(older.logits(images)[0], abs=1e-5)


def test_no_pictures_get_no_answers(predictor: Predictor) -> None:
    assert predictor.batch(np.zeros((0, 28, 28), np.uint8)).probabilities.shape == (0, 10)


def test_the_small_model_learnt_something_and_knows_what_it_was_shown(
    predictor: Predictor, tiny: Dataset
) -> None:
    batch = predictor.batch(tiny.test.images)
    assert (batch.probabilities.argmax(axis=1) == tiny.test.labels).mean() > 0.6
    assert batch.probabilities.sum(axis=1) == pytest.approx(np.ones(200), abs=1e-5)


def test_a_prediction_names_ranks_and_times_itself(predictor: Predictor, tiny: Dataset) -> None:
    found = predictor.predict(tiny.test.images[0])
    assert found.label == CLASS_NAMES[found.index]
    assert found.ranking()[0] == (found.label, found.probability)
    assert [p for _, p in found.ranking()] == sorted(found.probabilities.tolist(), reverse=True)
    assert found.milliseconds > 0


@pytest.mark.parametrize(
    ("known", "top", "sure"), [(True, 0.9, True), (True, 0.5, False), (False, 0.9, False)]
)
def test_only_a_known_picture_with_one_clear_class_is_sure(
    known: bool, top: float, sure: bool
) -> None:
    probabilities = np.full(10, (1 - top) / 9, np.float32)
    probabilities[3] = top
    assert Prediction(probabilities, 0.5, known, 0.1).sure is sure


def test_a_predictor_may_be_shared_between_threads(predictor: Predictor, tiny: Dataset) -> None:
    wanted = predictor.batch(tiny.test.images).probabilities
    found: list[float] = []

    def ask(first: int) -> None:
        for i in range(first, 200, 4):
            answer = predictor.predict(tiny.test.images[i]).probabilities
            found.append(float(np.abs(answer - wanted[i]).max()))

    threads = [threading.Thread(target=ask, args=(first,)) for first in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(found) == 200
    assert max(found) < 1e-5


def change(model: Path, **values: object) -> None:
    card = json.loads((model / "model.json").read_text())
    card["calibration"] |= values
    (model / "model.json").write_text(json.dumps(card))


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.99])
def test_a_network_that_was_cut_off_is_a_sentence(model: Path, share: float) -> None:
    onnx = model / "model.onnx"
    onnx.write_bytes(onnx.read_bytes()[: int(share * onnx.stat().st_size)])
    with pytest.raises(ModelUnavailable, match=r"model\.onnx is missing or damaged\. Choose"):
        Predictor.load(model)


def test_a_network_with_one_bit_turned_is_a_sentence(model: Path) -> None:
    content = bytearray((model / "model.onnx").read_bytes())
    content[len(content) // 2] ^= 1
    (model / "model.onnx").write_bytes(content)
    with pytest.raises(ModelUnavailable, match=r"model\.onnx is missing or damaged"):
        Predictor.load(model)


@pytest.mark.parametrize("name", ["model.onnx", "model.json"])
def test_a_model_with_a_file_missing_is_a_sentence(model: Path, name: str) -> None:
    (model / name).unlink()
    with pytest.raises(ModelUnavailable, match=f"{name} is missing or damaged"):
        Predictor.load(model)


@pytest.mark.parametrize(
    "content", ["", "{", "[]", "null", "{}", '{"format": 1}', '{"format": 2}', "\x00\xff"]
)
def test_a_card_that_is_none_is_a_sentence(model: Path, content: str) -> None:
    (model / "model.json").write_bytes(content.encode("latin-1"))
    with pytest.raises(ModelUnavailable, match="is missing or damaged"):
        Predictor.load(model)


@pytest.mark.parametrize(
    "values", [{"temperature": "hot"}, {"knots": None}, {"knots": ["a"]}, {"threshold": None}]
)
def test_a_calibration_that_holds_no_numbers_is_a_sentence(
    model: Path, values: dict[str, object]
) -> None:
    change(model, **values)
    with pytest.raises(ModelUnavailable, match=r"model\.json is missing or damaged"):
        Predictor.load(model)


def test_predicting_loads_no_tensorflow_and_nothing_else_that_is_heavy(small_model: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PREDICT, str(small_model)], cwd=ROOT, capture_output=True, text=True
    )
    assert (done.returncode, done.stdout) == (0, "[]\n"), done.stderr
