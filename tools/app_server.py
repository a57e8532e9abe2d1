"""Run an app on a free port with its own home, for browser tests, benchmarks and screenshots."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from core.errors import FittingRoomError
from core.privacy import CACHES
from tools.start_app import HOST, SERVED, answers_as_streamlit, streamlit_command

ROOT = Path(__file__).resolve().parent.parent
PATIENCE, POLL = 60, 0.02  # seconds


class AppFailed(FittingRoomError):
    """The app, or preparing its home, failed; the message contains the output."""


@dataclass(frozen=True)
class RunningApp:
    """A running app. `began` is time.perf_counter() just before its process was started."""

    address: str
    home: Path
    began: float
    process: subprocess.Popen[bytes]

    def seconds_since_start(self) -> float:
        return time.perf_counter() - self.began

    def kill(self) -> None:
        """Kill the app as `kill -9` does, without any cleanup."""
        self.process.kill()
        self.process.wait()


@contextmanager
def temporary_home() -> Iterator[Path]:
    """Create a temporary home, as after a first `make run`. Raises AppFailed."""
    with TemporaryDirectory(prefix="fitting-room-", ignore_cleanup_errors=True) as folder:
        home = Path(folder) / "home"
        prepare_home(home)
        yield home


def prepare_home(home: Path) -> None:
    """Create a home as after a first `make run`: the dataset, and the shipped champion."""
    raw = home / "data" / "raw"
    raw.mkdir(parents=True)
    for file in (ROOT / "data" / "raw").glob("*.gz"):
        (raw / file.name).symlink_to(file)
    for verb in (["data", "fetch"], ["prepare"]):
        command = [sys.executable, "-m", "core", *verb]
        done = subprocess.run(command, cwd=ROOT, env=at(home), capture_output=True, text=True)
        if done.returncode:
            raise AppFailed(f"{' '.join(verb)}: {done.stdout}{done.stderr}")


def at(home: Path) -> dict[str, str]:
    """Return the environment variables of a program with its home and caches in `home`."""
    inherited = {name: value for name, value in os.environ.items() if name not in CACHES}
    return {**inherited, "FITTING_ROOM_HOME": str(home), "FITTING_ROOM_REGISTRY": ""}


@contextmanager
def running_app(
    home: Path,
    script: Path = ROOT / SERVED,
    environment: Mapping[str, str] | None = None,
    under: Sequence[str] = (),
) -> Iterator[RunningApp]:
    """Start a Streamlit script on `home`, yield it when it answers, and stop it at the end.

    `environment` defaults to `at(home)`; `under` is a command that runs the app, such as a tracer.
    Raises AppFailed if the app ends, or does not answer within a minute.
    """
    port, log = str(_free_port()), home / "app.log"
    began = time.perf_counter()
    with log.open("ab") as output:
        process = subprocess.Popen(
            [*under, *streamlit_command(port, str(script))],
            cwd=ROOT,
            env=at(home) if environment is None else environment,
            stdout=output,
            stderr=output,
            start_new_session=True,  # a tracer and the app under it end together
        )
    try:
        _wait_until_it_answers(process, port, log)
        yield RunningApp(f"http://{HOST}:{port}", home, began, process)
    finally:
        _stop(process)


def _wait_until_it_answers(process: subprocess.Popen[bytes], port: str, log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while not answers_as_streamlit(port):
        if _ended_within(process, POLL):
            raise AppFailed(f"The app ended at once:\n{log.read_text()}")
        if time.monotonic() > deadline:
            raise AppFailed(f"The app did not answer in {PATIENCE} s:\n{log.read_text()}")


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End the process and all that it started: a tracer alone would leave its app running."""
    _signal_group(process, signal.SIGTERM)
    if not _ended_within(process, 10):
        _signal_group(process, signal.SIGKILL)
        process.wait()


def _signal_group(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    with suppress(ProcessLookupError):  # it ended by itself, or was killed by the test
        os.killpg(process.pid, number)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _ended_within(process: subprocess.Popen[bytes], seconds: float) -> bool:
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        return False
    return True
