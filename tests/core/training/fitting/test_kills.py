"""Processes that train are killed with -9 and continued: the short form of benchmarks/kills.py."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from core.settings import REPOSITORY as ROOT

# Keras is imported once; every training is a process of its own, forked before it computes.
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
    told, tell = os.pipe()
    number = os.fork()
    if number == 0:
        result = training.fit(
            CONFIG, DATASET, lambda progress: os.write(tell, b"."),
            checkpoints=training.Checkpoints(Path(folder)),
        )
        weights = b"".join(array.tobytes() for array in result.model.get_weights())
        os.write(tell, hashlib.sha256(weights).hexdigest().encode())
        os._exit(0)
    os.close(tell)
    return number, os.fdopen(told, "rb")

def killed(folder, reports):
    number, told = process(folder)
    heard = told.read(reports)
    os.kill(number, signal.SIGKILL)
    _, status = os.waitpid(number, 0)
    return {"reports": len(heard), "by": os.WTERMSIG(status)}

def whole(folder):
    number, told = process(folder)
    said = told.read().decode()
    os.waitpid(number, 0)
    return {"reports": said.count("."), "weights": said.lstrip(".")}

chance = random.Random(int(sys.argv[2]))
home = Path(sys.argv[1])
print(json.dumps({
    "alone": whole(home / "alone"),
    "kills": [killed(home / "killed", chance.randrange(1, 26)) for _ in range(3)],
    "continued": whole(home / "killed"),
}))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="Processes are forked here as Linux can.")
def test_a_training_killed_again_and_again_ends_in_the_weights_of_one_left_alone(
    tmp_path: Path,
) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", KILL, str(tmp_path), "28"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    told = json.loads(done.stdout)
    assert [kill["by"] for kill in told["kills"]] == [9, 9, 9]
    assert len(told["alone"]["weights"]) == 64
    assert told["continued"]["weights"] == told["alone"]["weights"]
    assert told["continued"]["reports"] < told["alone"]["reports"]  # it did go on
