from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import pytest

from core.errors import ModelUnavailable, TrainingFailed
from core.training import RECIPES, load_model, save
from core.training.config import NETWORKS
from core.training.export.onnx_graph import LAYERS, layer_kind, onnx_bytes
from core.training.export.save import require_same_answers
from core.training.networks.build import build

# Raised by TensorFlow 2.21 itself when it converts a variable under NumPy 2.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")


def randomized(network: str, **views: bool) -> Any:
    """A network with all weights random, the same at every call."""
    model = build(network, **views)
    generator = np.random.default_rng(0)
    model.set_weights([generator.normal(0, 0.1, w.shape) for w in model.get_weights()])
    return model


@pytest.fixture
def images() -> np.ndarray:
    return np.random.default_rng(1).integers(0, 256, size=(9, 28, 28), dtype=np.uint8)


@pytest.mark.parametrize("network", NETWORKS)
def test_onnx_logits_match_keras(network: str, images: np.ndarray, tmp_path: Path) -> None:
    model = randomized(network)
    saved = save(model, tmp_path)
    session = onnxruntime.InferenceSession(saved.onnx)
    logits, embedding = session.run(["logits", "embedding"], {"images": images})
    expected = np.asarray(model.predict_on_batch(images))
    assert logits.dtype == embedding.dtype == np.float32
    assert logits.shape == (9, 10)
    assert embedding.shape == (9, model.get_layer("logits").input.shape[-1])
    # The file has its kernels in half precision.
    assert np.abs(logits - expected).max() < 1e-3 * max(1.0, np.abs(expected).max())


@pytest.mark.parametrize("network", ["quick", "perceptron", "hog_svm"])
def test_flip_tta_gives_the_mean_over_a_picture_and_its_mirror_image(
    network: str, images: np.ndarray, tmp_path: Path
) -> None:
    plain = randomized(network)
    saved = save(randomized(network, flip_tta=True), tmp_path)
    logits = onnxruntime.InferenceSession(saved.onnx).run(["logits"], {"images": images})[0]
    expected = (plain.predict_on_batch(images) + plain.predict_on_batch(images[:, :, ::-1])) / 2
    assert np.abs(logits - expected).max() < 1e-3 * max(1.0, np.abs(expected).max())
    again = load_model(saved.keras).predict_on_batch(images)
    np.testing.assert_allclose(again, expected, rtol=1e-3, atol=1e-3)


@pytest.mark.parametrize("flip_tta", [False, True])
def test_shift_tta_gives_the_mean_over_five_shifts(
    flip_tta: bool, images: np.ndarray, tmp_path: Path
) -> None:
    plain = randomized("quick", flip_tta=flip_tta)
    padded = np.pad(images, ((0, 0), (1, 1), (1, 1)))
    offsets = [(1, 1), (0, 0), (0, 2), (2, 0), (2, 2)]
    expected = np.mean(
        [plain.predict_on_batch(padded[:, y : y + 28, x : x + 28]) for y, x in offsets], axis=0
    )
    saved = save(randomized("quick", flip_tta=flip_tta, shift_tta=True), tmp_path)
    logits = onnxruntime.InferenceSession(saved.onnx).run(["logits"], {"images": images})[0]
    assert np.abs(logits - expected).max() < 1e-3 * max(1.0, np.abs(expected).max())
    again = load_model(saved.keras).predict_on_batch(images)
    np.testing.assert_allclose(again, expected, rtol=1e-3, atol=1e-3)


def test_the_champions_onnx_file_is_small_enough_to_ship(tmp_path: Path) -> None:
    saved = save(build(RECIPES["thorough"].network), tmp_path)
    assert saved.onnx.stat().st_size <= 970_000  # the shipped model has 1,000,000 bytes at most
    assert sorted(path.name for path in tmp_path.iterdir()) == ["model.keras", "model.onnx"]


def test_hidden_kernels_are_stored_in_two_bytes_per_weight() -> None:
    model = build("residual")
    assert len(onnx_bytes(model)) < 2.3 * model.count_params()


@pytest.mark.parametrize("network", NETWORKS)
def test_a_saved_network_is_loaded_back_unchanged(
    network: str, images: np.ndarray, tmp_path: Path
) -> None:
    model = randomized(network)
    back = load_model(save(model, tmp_path).keras)
    assert np.allclose(back.predict_on_batch(images), model.predict_on_batch(images), atol=1e-5)


@pytest.mark.parametrize("network", NETWORKS)
def test_the_onnx_export_is_deterministic(network: str) -> None:
    assert onnx_bytes(randomized(network)) == onnx_bytes(randomized(network))


def test_a_graph_with_other_weights_is_refused() -> None:
    with pytest.raises(TrainingFailed, match="answers differently"):
        require_same_answers(build("quick"), onnx_bytes(randomized("quick")))


def test_a_failed_save_leaves_the_old_files_intact(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved = save(build("quick"), tmp_path)
    before = saved.onnx.read_bytes()

    def full(file: int) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        save(build("quick"), tmp_path)
    assert saved.onnx.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["model.keras", "model.onnx"]


@pytest.mark.parametrize("content", [None, b"", b"PK\x03\x04 cut in half"])
def test_a_missing_or_damaged_keras_file_is_named(content: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / "model.keras"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ModelUnavailable, match=r"model\.keras"):
        load_model(path)


def test_every_layer_that_the_export_knows_is_in_a_network() -> None:
    networks = [build(name, flip_tta=True, shift_tta=True) for name in NETWORKS]
    used = {layer_kind(layer) for network in networks for layer in network.operations}
    assert used == set(LAYERS)
