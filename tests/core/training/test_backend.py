import subprocess
import sys

from core.training import device, environment
from core.training.backend import precision_for


def test_importing_core_training_imports_neither_keras_nor_onnx() -> None:
    seen = "import sys, core.training; print('keras' in sys.modules, 'onnx' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", seen], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]


def test_the_environment_has_the_versions_that_training_depends_on() -> None:
    facts = environment()
    assert {"python", "keras", "backend", "numpy", "platform", "cpu_count"} <= set(facts)
    assert facts[str(facts["backend"])]


def test_the_device_is_described() -> None:
    assert "core" in device() or "GPU" in device()


def test_a_chosen_precision_is_used_and_auto_is_resolved() -> None:
    assert precision_for("float32") == "float32"
    assert precision_for("auto") in ("float32", "bfloat16")
