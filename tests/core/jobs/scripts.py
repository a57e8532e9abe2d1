"""Scripts that run jobs in another process, which tests kill or share a job database with."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from core.settings import REPOSITORY as ROOT

# One job runs until it is stopped, one is queued; prints once the database shows its progress.
WORKING = """
import sys, threading
from pathlib import Path
from core.jobs import JobStopped, JobStore
from tests.core.jobs.works import KINDS, TEST, Values, kinds_of, runner_at
def work(context):
    (context.folder / "kept").write_text("kept")
    context.report(0.4, "Working")
    while not context.should_stop():
        threading.Event().wait(0.01)
    raise JobStopped
path = Path(sys.argv[1])
runner, store = runner_at(path, kinds_of(work)), JobStore(path, KINDS)
runner.submit(TEST, "Never done", Values({"seed": 1}))
runner.submit(TEST, "Queued", Values({"seed": 2}))
while all(job.fraction == 0 for job in store.all()):
    threading.Event().wait(0.01)
print("working", flush=True)
sys.stdin.read()
"""

# Writes to the database as often as it can: starts, progress, ends, moves, deletions.
WRITING = """
import sys
from dataclasses import replace
from pathlib import Path
from core.jobs import JobStopped
from tests.core.jobs.works import TEST, Values, runner_at
def work(place, parameters, context):
    number = parameters.values["number"]
    (context.folder / "kept").write_text("x" * 1000)
    for step in range(1, 11):
        context.report(step / 10, f"Step {step}", Values({"history": [{"loss": 0.5}] * 50}))
        runner._cache.flush()
    if number % 2:
        raise JobStopped
    return Values({"number": number})
kind = replace(TEST, work=work)
runner = runner_at(Path(sys.argv[1]), {kind.name: kind})
number = 0
while True:
    each = range(number, number + 4)
    jobs = [runner.submit(kind, f"Job {i}", Values({"number": i})) for i in each]
    runner.move(jobs[3].id, -2)
    print(number, flush=True)
    for job in jobs:
        runner.wait(job.id)
    if number:
        runner.delete(jobs[1].id)
    number += 4
"""


@contextmanager
def another_process(script: str, path: Path) -> Iterator[subprocess.Popen[str]]:
    """Run a script on the database `path`, wait for its first line, and finally kill it."""
    process = subprocess.Popen(
        [sys.executable, "-c", script, str(path)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdout is not None
        assert process.stdout.readline()
        try:
            yield process
        finally:
            process.send_signal(signal.SIGKILL)
