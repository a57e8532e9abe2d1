import json
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest

from core.data import CLASS_NAMES, Dataset
from core.errors import ModelUnavailable
from core.input_kind import InputKind
from core.pictures import Preparation, prepare_pixels
from core.predictor import Prediction, Predictor
from core.settings import REPOSITORY as ROOT

PREDICT = """
import sys, numpy as np
from pathlib import Path
from core.pictures import prepare_pixels
from core.predictor import Predictor
Predictor.load(Path(sys.argv[1])).predict(prepare_pixels(np.zeros((28, 28), np.uint8)))
print(sorted({"tensorflow", "keras", "mlflow", "streamlit", "sklearn"} & set(sys.modules)))
"""


@pytest.fixture(scope="module")
def predictor(small_model: Path) -> Predictor:
    return Predictor.load(small_model)


def test_familiarity_is_the_percentile_rank_among_validation_pictures(
    predictor: Predictor, tiny: Dataset
) -> None:
    found = predictor.predict_many(tiny.validation.images).familiarity
    assert np.quantile(found, [0.1, 0.5, 0.9]) == pytest.approx([0.1, 0.5, 0.9], abs=0.02)


def test_batch_predictions_equal_single_predictions(predictor: Predictor, tiny: Dataset) -> None:
    images = np.concatenate([tiny.train.images, tiny.test.images])[:700]  # more than one batch
    batch = predictor.predict_many(images)
    assert batch.embedding.shape == (700, 784)
    for i in range(0, 700, 50):
        single = predictor.predict(prepare_pixels(images[i]))
        assert single.probabilities == pytest.approx(batch.probabilities[i], abs=1e-5)
        assert single.familiarity == pytest.approx(float(batch.familiarity[i]), abs=1e-4)
        assert single.known == batch.known[i]


def test_logits_of_photos_and_drawings_are_averaged_over_the_flip(
    predictor: Predictor, tiny: Dataset
) -> None:
    images = tiny.test.images[:50]
    mirrored = np.ascontiguousarray(images[:, :, ::-1])
    own, other = predictor.logits(images)[0], predictor.logits(mirrored)[0]
    assert np.abs(own - other).max() > 0.1
    for input_kind in (InputKind.PHOTO, InputKind.DRAWING):
        logits, embedding = predictor.logits(images, input_kind)
        assert logits == pytest.approx((own + other) / 2, abs=1e-4)
        assert predictor.logits(mirrored, input_kind)[0] == pytest.approx(logits, abs=1e-4)
        assert embedding == pytest.approx(predictor.logits(images)[1], abs=1e-4)


def test_a_model_without_the_flip_tta_setting_predicts_without_it(
    model: Path, tiny: Dataset
) -> None:
    facts = json.loads((model / "model.json").read_text())
    assert facts["roads"][InputKind.PHOTO].pop("mirror")
    (model / "model.json").write_text(json.dumps(facts))
    older, images = Predictor.load(model), tiny.test.images[:9]
    assert older.logits(images, InputKind.PHOTO)[0] == pytest.approx(
        older.logits(images)[0], abs=1e-5
    )


def test_a_picture_uses_the_calibration_of_its_input_kind(
    predictor: Predictor, tiny: Dataset
) -> None:
    for kind in InputKind:
        found = predictor.predict(Preparation(kind, (), tiny.test.images[0], 0.0))
        assert found.input_kind is kind
        assert found.threshold == predictor.calibration(kind).threshold
        assert found.known == (found.familiarity >= found.threshold)


def test_a_batch_of_zero_pictures_gives_zero_predictions(predictor: Predictor) -> None:
    assert predictor.predict_many(np.zeros((0, 28, 28), np.uint8)).probabilities.shape == (0, 10)


def test_the_small_model_is_better_than_chance_and_gives_probabilities(
    predictor: Predictor, tiny: Dataset
) -> None:
    batch = predictor.predict_many(tiny.test.images)
    assert (batch.probabilities.argmax(axis=1) == tiny.test.labels).mean() > 0.6
    assert batch.probabilities.sum(axis=1) == pytest.approx(np.ones(200), abs=1e-5)


def test_a_prediction_has_label_ranking_and_duration(predictor: Predictor, tiny: Dataset) -> None:
    found = predictor.predict(prepare_pixels(tiny.test.images[0]))
    assert found.label == CLASS_NAMES[found.index]
    assert found.ranking()[0] == (found.label, found.probability)
    assert [p for _, p in found.ranking()] == sorted(found.probabilities.tolist(), reverse=True)
    assert found.milliseconds > 0


@pytest.mark.parametrize(
    ("known", "top", "sure"), [(True, 0.9, True), (True, 0.5, False), (False, 0.9, False)]
)
def test_only_a_known_picture_with_a_high_probability_is_sure(
    known: bool, top: float, sure: bool
) -> None:
    probabilities = np.full(10, (1 - top) / 9, np.float32)
    probabilities[3] = top
    assert Prediction(probabilities, 0.5, known, 0.1).sure is sure


def test_a_predictor_is_thread_safe(predictor: Predictor, tiny: Dataset) -> None:
    expected = predictor.predict_many(tiny.test.images).probabilities
    found: list[float] = []

    def ask(first: int) -> None:
        for i in range(first, 200, 4):
            answer = predictor.predict(prepare_pixels(tiny.test.images[i])).probabilities
            found.append(float(np.abs(answer - expected[i]).max()))

    threads = [threading.Thread(target=ask, args=(first,)) for first in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(found) == 200
    assert max(found) < 1e-5


def change(model: Path, **values: object) -> None:
    facts = json.loads((model / "model.json").read_text())
    facts["calibration"] |= values
    (model / "model.json").write_text(json.dumps(facts))


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.99])
def test_a_truncated_network_file_is_reported(model: Path, share: float) -> None:
    onnx = model / "model.onnx"
    onnx.write_bytes(onnx.read_bytes()[: int(share * onnx.stat().st_size)])
    with pytest.raises(ModelUnavailable, match=r"model\.onnx is missing or damaged\. Choose"):
        Predictor.load(model)


def test_a_network_file_with_a_flipped_bit_is_reported(model: Path) -> None:
    content = bytearray((model / "model.onnx").read_bytes())
    content[len(content) // 2] ^= 1
    (model / "model.onnx").write_bytes(content)
    with pytest.raises(ModelUnavailable, match=r"model\.onnx is missing or damaged"):
        Predictor.load(model)


@pytest.mark.parametrize("name", ["model.onnx", "model.json"])
def test_a_model_with_a_missing_file_is_reported(model: Path, name: str) -> None:
    (model / name).unlink()
    with pytest.raises(ModelUnavailable, match=f"{name} is missing or damaged"):
        Predictor.load(model)


@pytest.mark.parametrize(
    "content", ["", "{", "[]", "null", "{}", '{"format": 1}', '{"format": 2}', "\x00\xff"]
)
def test_invalid_model_facts_are_reported(model: Path, content: str) -> None:
    (model / "model.json").write_bytes(content.encode("latin-1"))
    with pytest.raises(ModelUnavailable, match="is missing or damaged"):
        Predictor.load(model)


@pytest.mark.parametrize(
    "values", [{"temperature": "hot"}, {"knots": None}, {"knots": ["a"]}, {"threshold": None}]
)
def test_a_calibration_without_numbers_is_reported(model: Path, values: dict[str, object]) -> None:
    change(model, **values)
    with pytest.raises(ModelUnavailable, match=r"model\.json is missing or damaged"):
        Predictor.load(model)


def test_loading_and_predicting_import_no_heavy_package(small_model: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PREDICT, str(small_model)], cwd=ROOT, capture_output=True, text=True
    )
    assert (done.returncode, done.stdout) == (0, "[]\n"), done.stderr
