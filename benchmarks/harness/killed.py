"""Run a script that works for ever on a home, and kill it with -9."""

import subprocess
import sys
from pathlib import Path

from benchmarks.harness.figure import NotMeasurable
from core.settings import REPOSITORY


def kill_after(script: str, home: Path, seconds: float) -> list[str]:
    """Kill a script `seconds` after it has printed "begun"; return the whole lines after that.

    The script gets the home as its argument. Raises NotMeasurable if it does not start.
    """
    with subprocess.Popen(
        [sys.executable, "-c", script, str(home)],
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        if process.stdout.readline() != "begun\n":
            raise NotMeasurable("The process to be killed did not start.")
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
        return [line.strip() for line in process.stdout if line.endswith("\n")]
