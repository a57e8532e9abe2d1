"""The real app for a browser test: on a home of its own, and watched for attempts to leave."""

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from core.jobs import JobStore
from tests.network_guard import kernel
from tests.network_guard.guard import guarded
from tools import app_server


@dataclass(frozen=True)
class App:
    """A running app: its address, its home, and its attempts to leave this computer."""

    address: str
    home: Path
    network_notes: Path
    process: subprocess.Popen[bytes]

    def longest_job(self) -> float:
        """Return the seconds that the longest background job of its home has worked."""
        jobs = JobStore(self.home / "models" / "jobs.db").all()
        return max(job.elapsed(time.time()) for job in jobs)

    def kill(self) -> None:
        """End it as `kill -9` does: nothing can be tidied up."""
        self.process.kill()
        self.process.wait()


@contextmanager
def running_app(home: Path) -> Iterator[App]:
    """Start the app on `home`, yield it when it answers, and stop it at the end."""
    log, notes = home / "app.log", home / "network.txt"
    script = app_server.ROOT / "app" / "main.py"
    process = app_server.start(script, guarded(app_server.at(home), notes), log)
    try:
        app_server.wait_until_it_answers(process, log)
        yield App(app_server.address_of(process), home, notes, process)
    finally:
        app_server.stop(process)


@contextmanager
def watched_app(home: Path, user: Path, kernel_log: Path) -> Iterator[App]:
    """Start the app as a user whose own folder is `user`, watched from the kernel."""
    log, notes = home / "app.log", home / "network.txt"
    script = app_server.ROOT / "app" / "main.py"
    environment = app_server.at(home) | {"HOME": str(user), "PYTHONDONTWRITEBYTECODE": "1"}
    environment = {n: v for n, v in environment.items() if not n.startswith("XDG_")}
    process = app_server.start(script, environment, log, kernel.watched(kernel_log))
    try:
        app_server.wait_until_it_answers(process, log)
        yield App(app_server.address_of(process), home, notes, process)
    finally:
        app_server.stop(process)
