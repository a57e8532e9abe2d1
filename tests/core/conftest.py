"""A small model learnt without Keras in milliseconds, and one real training for all tests."""

import math
import shutil
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

if TYPE_CHECKING:
    from core.data import Dataset
    from core.settings import Settings
    from core.training import TrainConfig

FACTS: dict[str, Any] = {
    "recipe": "linear",
    "config": {"recipe": "linear", "network": "linear", "seed": 0, "epochs": 1},
    "parameters": 7850,
    "fit_seconds": 0.1,
    "history": [],
    "environment": {"numpy": np.__version__},
    "device": "CPU",
    "commit": "unknown",
}


@pytest.fixture(scope="session")
def small_model(tiny: "Dataset", tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with model.onnx, model.keras (empty) and model.json. Read it, do not write there."""
    from core.workflows.train.calibrate import describe

    folder = tmp_path_factory.mktemp("small-model")
    dataset = {"name": "tiny", "hash": tiny.hash, "split_seed": tiny.split_seed}
    counts = {name: len(getattr(tiny, name)) for name in ("train", "validation", "test")}
    (folder / "model.keras").write_bytes(b"")
    (folder / "model.onnx").write_bytes(linear_network(tiny))
    describe(folder, tiny, FACTS | {"dataset": dataset | counts})
    return folder


@pytest.fixture
def model(small_model: Path, tmp_path: Path) -> Path:
    """A copy of the small model, to be damaged."""
    return Path(shutil.copytree(small_model, tmp_path / "model"))


@pytest.fixture
def shipped(model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository whose shipped champion is the small model; return that model's folder."""
    folder = tmp_path / "repository" / "models" / "champion"
    folder.parent.mkdir(parents=True)
    model.rename(folder)
    monkeypatch.setattr("core.settings.REPOSITORY", tmp_path / "repository")
    return folder


@pytest.fixture(scope="session")
def empty_tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A registry.db with MLflow's tables and nothing in them."""
    import mlflow

    path = tmp_path_factory.mktemp("tables") / "registry.db"
    url = f"sqlite:///{path}"
    mlflow.MlflowClient(tracking_uri=url, registry_uri=url).search_registered_models()
    return path


@pytest.fixture
def tables(empty_tables: Path, settings: "Settings") -> None:
    """The home has a registry with nothing in it: MLflow makes its tables once for all tests."""
    settings.models.mkdir()
    shutil.copy(empty_tables, settings.models / "registry.db")


def linear_network(dataset: "Dataset") -> bytes:
    """Least squares from pixels to classes, as ONNX: images -> logits, embedding."""
    from onnx import TensorProto, helper, numpy_helper

    few = slice(40)  # so few that there is something it does not know
    pixels = dataset.train.images[few].reshape(-1, 784).astype(np.float64) / 255
    whole = np.hstack([pixels, np.ones((len(pixels), 1))])
    wanted = np.eye(10)[dataset.train.labels[few]] * 6 - 3
    weights = np.linalg.solve(whole.T @ whole + 5 * np.eye(785), whole.T @ wanted)
    nodes = [
        helper.make_node("Cast", ["images"], ["pixels"], to=TensorProto.FLOAT),
        helper.make_node("Reshape", ["pixels", "shape"], ["embedding"]),
        helper.make_node("MatMul", ["embedding", "weights"], ["products"]),
        helper.make_node("Add", ["products", "bias"], ["logits"]),
    ]
    values = {
        "shape": np.array([-1, 784], np.int64),
        "weights": (weights[:784] / 255).astype(np.float32),
        "bias": weights[784].astype(np.float32),
    }
    graph = helper.make_graph(
        nodes,
        "linear",
        [helper.make_tensor_value_info("images", TensorProto.UINT8, ["n", 28, 28])],
        [
            helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["n", 10]),
            helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["n", 784]),
        ],
        [numpy_helper.from_array(value, name) for name, value in values.items()],
    )
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    content: bytes = made.SerializeToString()
    return content


@dataclass(frozen=True)
class Trained:
    """A home in which one real training ended, what it said on the way, and what it returned."""

    settings: "Settings"
    config: "TrainConfig"
    told: list[tuple[float, str, Mapping[str, Any]]]
    result: dict[str, Any]


@pytest.fixture(scope="session")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Trained:
    """Train quickly on the tiny dataset, once for all tests. Read that home, do not write there."""
    from core.registry import Registry
    from core.settings import Settings
    from core.training import config_for
    from core.workflows.train.train import train_model

    settings = Settings(home=tmp_path_factory.mktemp("trained"))
    config = config_for("quick", data="tiny", epochs=2, seed=5)
    listener = Listener()
    with warnings.catch_warnings():
        # Keras itself hands arrays over in a way that NumPy 2 will end.
        warnings.filterwarnings("ignore", "__array__ implementation", DeprecationWarning)
        result = train_model(settings, Registry(settings), config, listener)
    return Trained(settings, config, listener.told, result)


class Listener:
    """A context that keeps all it is told, and asks for a stop after so many reports."""

    def __init__(self, stop_after: float = math.inf) -> None:
        self.told: list[tuple[float, str, Mapping[str, Any]]] = []
        self._stop_after = stop_after

    def report(self, fraction: float, message: str, progress: Mapping[str, Any]) -> None:
        self.told.append((fraction, message, progress))

    def should_stop(self) -> bool:
        return len(self.told) >= self._stop_after
