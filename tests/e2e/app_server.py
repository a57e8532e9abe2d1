"""Start the real app on a free port, and know when it answers."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.network_guard.guard import guarded

ROOT = Path(__file__).resolve().parent.parent.parent
START_LIMIT = 60  # seconds
POLL = 0.1  # seconds


@dataclass(frozen=True)
class App:
    """A running app: its address, its home, what it printed, and its attempts to leave."""

    address: str
    home: Path
    log: Path
    network_notes: Path
    process: subprocess.Popen[bytes]

    def kill(self) -> None:
        """End it as `kill -9` does: nothing can be tidied up."""
        self.process.kill()
        self.process.wait()


def prepare_home(home: Path) -> None:
    """Make a home that a first `make run` would have left: the dataset, and the champion."""
    raw = home / "data" / "raw"
    raw.mkdir(parents=True)
    for file in (ROOT / "data" / "raw").glob("*.gz"):
        (raw / file.name).symlink_to(file)
    for verb in (["data", "fetch"], ["prepare"]):
        command = [sys.executable, "-m", "core", *verb]
        done = subprocess.run(command, cwd=ROOT, env=at(home), capture_output=True, text=True)
        assert done.returncode == 0, f"{' '.join(verb)}: {done.stdout}{done.stderr}"


def at(home: Path) -> dict[str, str]:
    return {**os.environ, "FITTING_ROOM_HOME": str(home)}


@contextmanager
def running_app(home: Path) -> Iterator[App]:
    """Start the app on `home`, yield it when it answers, and stop it at the end."""
    port = free_port()
    log, notes = home / "app.log", home / "network.txt"
    options = ["--server.address", "127.0.0.1", "--server.port", str(port)]
    command = [sys.executable, "-m", "streamlit", "run", "app/main.py", *options]
    with log.open("ab") as output:
        process = subprocess.Popen(
            command, cwd=ROOT, env=guarded(at(home), notes), stdout=output, stderr=output
        )
    app = App(f"http://127.0.0.1:{port}", home, log, notes, process)
    try:
        wait_until_it_answers(app)
        yield app
    finally:
        stop(process)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_it_answers(app: App) -> None:
    deadline = time.monotonic() + START_LIMIT
    while not answers(app.address):
        ended = ended_within(app.process, POLL)
        assert not ended, f"the app ended at once:\n{app.log.read_text()}"
        late = time.monotonic() > deadline
        assert not late, f"no answer in {START_LIMIT} s:\n{app.log.read_text()}"


def answers(address: str) -> bool:
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with direct.open(f"{address}/_stcore/health", timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def ended_within(process: subprocess.Popen[bytes], seconds: float) -> bool:
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        return False
    return True


def stop(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGTERM)
    if not ended_within(process, 10):
        process.kill()
        process.wait()
