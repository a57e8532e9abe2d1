"""A small model trained without Keras in milliseconds, and one real training run for all tests."""

import math
import shutil
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from tests.made_once import made_once

if TYPE_CHECKING:
    from core.data import Dataset
    from core.settings import Settings
    from core.training import TrainConfig
    from core.workflows.train import calibrate
    from core.workflows.train.train import TrainingResult

Report = tuple[float, str, object]  # fraction, message, progress


@pytest.fixture(scope="session")
def linear_training() -> "calibrate.Trained":
    """What is known of the training of `small_model`, before it is measured."""
    from core.training import config_for
    from core.workflows.train.calibrate import Trained

    return Trained(
        config=config_for("linear", data="tiny", epochs=1),
        parameters=7850,
        fit_seconds=0.1,
        history=(),
        epoch=1,
        environment={"numpy": np.__version__},
        device="CPU",
        commit="unknown",
    )


@pytest.fixture(scope="session")
def small_model(
    tiny: "Dataset",
    linear_training: "calibrate.Trained",
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    """A folder with model.onnx, model.keras (empty) and model.json. Read-only."""
    from core.workflows.train.calibrate import measure

    folder = tmp_path_factory.mktemp("small-model")
    (folder / "model.keras").write_bytes(b"")
    (folder / "model.onnx").write_bytes(linear_network(tiny))
    measure(folder, tiny, linear_training)
    return folder


@pytest.fixture
def model(small_model: Path, tmp_path: Path) -> Path:
    """A copy of the small model, which a test may damage."""
    return Path(shutil.copytree(small_model, tmp_path / "model"))


@pytest.fixture
def shipped(model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make the small model the champion that the repository ships; return its folder."""
    folder = tmp_path / "repository" / "models" / "champion"
    folder.parent.mkdir(parents=True)
    model.rename(folder)
    monkeypatch.setattr("core.settings.REPOSITORY", tmp_path / "repository")
    return folder


@pytest.fixture(scope="session")
def empty_tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A registry.db with MLflow's tables, all empty."""
    return made_once(tmp_path_factory, "tables", create_tables) / "registry.db"


def create_tables(folder: Path) -> None:
    import mlflow

    url = f"sqlite:///{folder / 'registry.db'}"
    mlflow.MlflowClient(tracking_uri=url, registry_uri=url).search_registered_models()


@pytest.fixture
def tables(empty_tables: Path, settings: "Settings") -> None:
    """Put an empty registry into the home. MLflow creates its tables only once for all tests."""
    settings.models.mkdir()
    shutil.copy(empty_tables, settings.models / "registry.db")


def linear_network(dataset: "Dataset") -> bytes:
    """Least squares from pixels to classes, as ONNX: images -> logits, embedding."""
    from onnx import TensorProto, helper, numpy_helper

    few = slice(40)  # so few that the model abstains on some pictures
    pixels = dataset.train.images[few].reshape(-1, 784).astype(np.float64) / 255
    inputs = np.hstack([pixels, np.ones((len(pixels), 1))])
    targets = np.eye(10)[dataset.train.labels[few]] * 6 - 3
    weights = np.linalg.solve(inputs.T @ inputs + 5 * np.eye(785), inputs.T @ targets)
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
    """A home in which one real training run has ended, its progress reports and its result."""

    settings: "Settings"
    config: "TrainConfig"
    reports: "list[Report]"
    result: "TrainingResult"


@pytest.fixture(scope="session")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Trained:
    """Train quickly on the tiny dataset, once for all tests. The home is read-only."""
    from core.registry import Registry
    from core.settings import Settings
    from core.training import config_for
    from core.workflows.train.train import train_model

    settings = Settings(home=tmp_path_factory.mktemp("trained"))
    config = config_for("quick", data="tiny", epochs=2, seed=5)
    listener = Listener()
    with warnings.catch_warnings():
        # Keras itself passes arrays in a way that NumPy 2 deprecates.
        warnings.filterwarnings("ignore", "__array__ implementation", DeprecationWarning)
        result = train_model(settings, Registry(settings), config, listener)
    return Trained(settings, config, listener.reports, result)


class Listener:
    """A job context that records all reports, and asks for a stop after a number of them."""

    def __init__(self, stop_after: float = math.inf) -> None:
        self.reports: list[Report] = []
        self._stop_after = stop_after

    def report(self, fraction: float, message: str, progress: object = None) -> None:
        self.reports.append((fraction, message, progress))

    def should_stop(self) -> bool:
        return len(self.reports) >= self._stop_after
