"""Training processes are killed and resumed: the short form of benchmarks/robustness/kills.py."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from core.settings import REPOSITORY as ROOT

# Keras is imported once; each training run is a process forked before any computation.
KILL = """
import hashlib, json, os, random, signal, sys
from pathlib import Path
from core import training
from core.data import load
from core.settings import Settings

CONFIG = training.config_for(
    "quick", data="tiny", epochs=4, batch_size=50, augmentation="erase", deterministic=True
)
DATASET = load("tiny", Settings())
training.environment()

def process(folder):
    reading, writing = os.pipe()
    number = os.fork()
    if number == 0:
        result = training.fit(
            CONFIG, DATASET, lambda progress: os.write(writing, b"."),
            checkpoints=training.Checkpoints(Path(folder)),
        )
        weights = b"".join(array.tobytes() for array in result.model.get_weights())
        os.write(writing, hashlib.sha256(weights).hexdigest().encode())
        os._exit(0)
    os.close(writing)
    return number, os.fdopen(reading, "rb")

def killed(folder, reports):
    number, output = process(folder)
    received = output.read(reports)
    os.kill(number, signal.SIGKILL)
    _, status = os.waitpid(number, 0)
    return {"reports": len(received), "by": os.WTERMSIG(status)}

def whole(folder):
    number, output = process(folder)
    text = output.read().decode()
    os.waitpid(number, 0)
    return {"reports": text.count("."), "weights": text.lstrip(".")}

chance = random.Random(int(sys.argv[2]))
home = Path(sys.argv[1])
print(json.dumps({
    "alone": whole(home / "alone"),
    "kills": [killed(home / "killed", chance.randrange(1, 26)) for _ in range(3)],
    "continued": whole(home / "killed"),
}))
"""


@pytest.mark.skipif(
    sys.platform != "linux", reason="This test forks processes, which is safe on Linux only."
)
def test_a_run_killed_repeatedly_ends_with_the_weights_of_an_uninterrupted_one(
    tmp_path: Path,
) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", KILL, str(tmp_path), "28"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    printed = json.loads(done.stdout)
    assert [kill["by"] for kill in printed["kills"]] == [9, 9, 9]
    assert len(printed["alone"]["weights"]) == 64
    assert printed["continued"]["weights"] == printed["alone"]["weights"]
    assert printed["continued"]["reports"] < printed["alone"]["reports"]  # it did resume
