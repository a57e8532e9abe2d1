import subprocess
import sys

from core.training import device, environment
from core.training.backend import precision_for


def test_the_room_is_entered_without_importing_keras() -> None:
    seen = "import sys, core.training; print('keras' in sys.modules, 'onnx' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", seen], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]


def test_the_environment_names_what_a_training_depends_on() -> None:
    facts = environment()
    assert {"python", "keras", "backend", "numpy", "platform", "cpu_count"} <= set(facts)
    assert facts[str(facts["backend"])]


def test_the_device_is_named_in_words() -> None:
    assert "core" in device() or "GPU" in device()


def test_a_wanted_precision_is_kept_and_auto_becomes_one_of_two() -> None:
    assert precision_for("float32") == "float32"
    assert precision_for("auto") in ("float32", "bfloat16")
