"""MLflow's description of a model, so that its pages and loaders can use ours."""

from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from core.model_files import ONNX_FILE
from core.registry.import_mlflow import import_mlflow

if TYPE_CHECKING:
    from mlflow.types import Schema

MLMODEL_FILE = "MLmodel"


def mlmodel(run_id: str, folder: str) -> str:
    """Return the text of the file MLmodel: how to open model.onnx, its inputs and outputs.

    `folder` is the model's folder within the run. See MLflow's documentation, "MLflow Models",
    storage format; with it `mlflow.onnx.load_model("models:/fitting-room@champion")` works.
    """
    import_mlflow()
    from mlflow.models import Model, ModelSignature

    described = Model(
        artifact_path=folder, run_id=run_id, signature=ModelSignature(pictures(), _answers())
    )
    described.add_flavor(
        "onnx",
        onnx_version=version("onnx"),
        data=ONNX_FILE,
        providers=["CPUExecutionProvider"],
        onnx_session_options=None,
    )
    described.add_flavor("python_function", loader_module="mlflow.onnx", data=ONNX_FILE)
    return str(described.to_yaml())


def pictures() -> "Schema":
    """Return the MLflow schema of the pictures, uint8 (n, 28, 28)."""
    return _tensor("uint8", (-1, 28, 28), "images")


def picture_schema() -> dict[str, Any]:
    """Describe the pictures and labels of a dataset in the form that MLflow's own page reads."""
    labels = _tensor("uint8", (-1,), "labels")
    return {"mlflow_tensorspec": {"features": pictures().to_json(), "targets": labels.to_json()}}


def _answers() -> "Schema":
    import_mlflow()
    from mlflow.types import Schema

    logits = _tensor("float32", (-1, 10), "logits").inputs
    embedding = _tensor("float32", (-1, -1), "embedding").inputs
    return Schema([*logits, *embedding])


def _tensor(kind: str, shape: tuple[int, ...], name: str) -> "Schema":
    import numpy as np

    import_mlflow()
    from mlflow.types import Schema, TensorSpec

    return Schema([TensorSpec(np.dtype(kind), shape, name)])
