"""The same recipe on every installed Keras backend: trained, resumed, exported."""

import json
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from core.data import Dataset
from core.model_files import ONNX_FILE
from core.predictor import open_network, run_network
from core.settings import REPOSITORY as ROOT

TRAIN = """
import json, sys
from pathlib import Path
from core import training
from core.data import load
from core.settings import Settings

folder = Path(sys.argv[1])
config = training.config_for(
    "quick", data="tiny", epochs=3, batch_size=50, augmentation="erase", ema=0.5,
    precision="bfloat16", deterministic=True,
)
dataset, checkpoints = load("tiny", Settings()), training.Checkpoints(folder)
whole = training.fit(config, dataset, checkpoints=checkpoints)
max(folder.glob("*.npz")).unlink()
again = training.fit(config, dataset, checkpoints=checkpoints)
pairs = zip(whole.model.get_weights(), again.model.get_weights(), strict=True)
training.save(again.model, folder)
print(json.dumps({
    "backend": training.environment()["backend"],
    "device": training.device(),
    "losses": [epoch.loss for epoch in again.history],
    "validation": again.history[-1].validation_accuracy,
    "same": all((one == other).all() for one, other in pairs),
}))
"""


@pytest.mark.parametrize("backend", ["tensorflow", "torch", "jax"])
def test_every_backend_trains_resumes_and_exports_the_same_recipe(
    backend: str, tmp_path: Path, tiny: Dataset
) -> None:
    if find_spec(backend) is None:
        pytest.skip(f"{backend} is not installed; it is optional, TensorFlow is the default")
    done = subprocess.run(
        [sys.executable, "-c", TRAIN, str(tmp_path)],
        cwd=ROOT,
        env={**os.environ, "KERAS_BACKEND": backend},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    printed = json.loads(done.stdout.splitlines()[-1])
    assert (printed["backend"], printed["same"], bool(printed["device"])) == (backend, True, True)
    assert printed["losses"] == sorted(printed["losses"], reverse=True)
    logits, _ = run_network(open_network(tmp_path / ONNX_FILE), tiny.validation.images)
    accuracy = float((np.argmax(logits, axis=1) == tiny.validation.labels).mean())
    assert accuracy == pytest.approx(printed["validation"], abs=0.02)
    assert accuracy > 0.3  # chance level is 0.1
