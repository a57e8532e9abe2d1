"""Processes of their own that run jobs, to be killed or talked to through the record."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from core.settings import REPOSITORY as ROOT

# One job runs until it is stopped, one waits; says so once the record shows it, and stays.
WORKING = """
import sys, threading
from pathlib import Path
from core.jobs import JobStopped, JobStore, Runner
def work(context):
    (context.folder / "kept").write_text("kept")
    context.report(0.4, "Working", {})
    while not context.should_stop():
        threading.Event().wait(0.01)
    raise JobStopped
store = JobStore(Path(sys.argv[1]))
runner = Runner(store, {"test": work})
runner.submit("test", "Never done", {"seed": 1})
runner.submit("test", "Waiting", {"seed": 2})
while all(job.fraction == 0 for job in store.all()):
    threading.Event().wait(0.01)
print("working", flush=True)
sys.stdin.read()
"""

# Writes as often as it can: starts, progress, ends, moves, deletions.
WRITING = """
import sys
from pathlib import Path
from core.jobs import JobStopped, JobStore, Runner
def work(context):
    (context.folder / "kept").write_text("x" * 1000)
    for step in range(1, 11):
        context.report(step / 10, f"Step {step}", {"history": [{"loss": 0.5}] * 50})
        runner._ledger.flush()
    if context.parameters["number"] % 2:
        raise JobStopped
    return {"number": context.parameters["number"]}
runner = Runner(JobStore(Path(sys.argv[1])), {"test": work})
number = 0
while True:
    jobs = [runner.submit("test", f"Job {number + i}", {"number": number + i}) for i in range(4)]
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
    """Run a script on the record at `path` until it has said a line; kill it in the end."""
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
