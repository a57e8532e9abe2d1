"""Start an app as `make run` does, on a home of its own; know when it answers; stop it."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.figure import NotMeasurable
from core.settings import REPOSITORY

APP = REPOSITORY / "app" / "main.py"
ONE_LINE = 'import streamlit as st; st.write("One line.")\n'
LIMIT, POLL = 60, 0.02  # seconds


@dataclass(frozen=True)
class Running:
    """A server that answers. `began` is time.perf_counter() just before its process was made."""

    address: str
    began: float

    def seconds_since_start(self) -> float:
        return time.perf_counter() - self.began


@contextmanager
def home() -> Iterator[Path]:
    """Make a home as the first `make run` leaves it: the dataset, and the shipped champion."""
    with TemporaryDirectory(prefix="fitting-room-", ignore_cleanup_errors=True) as folder:
        raw = Path(folder) / "data" / "raw"
        raw.mkdir(parents=True)
        for file in (REPOSITORY / "data" / "raw").glob("*.gz"):
            (raw / file.name).symlink_to(file)
        for verb in (["data", "fetch"], ["prepare"]):
            command = [sys.executable, "-m", "core", *verb]
            done = subprocess.run(
                command, cwd=REPOSITORY, env=_at(Path(folder)), capture_output=True, text=True
            )
            if done.returncode:
                raise NotMeasurable(f"No home could be made: {done.stdout}{done.stderr}")
        yield Path(folder)


@contextmanager
def one_line_page() -> Iterator[Path]:
    """Write the baseline: the smallest page that Streamlit can serve."""
    with TemporaryDirectory(prefix="fitting-room-") as folder:
        script = Path(folder) / "one_line.py"
        script.write_text(ONE_LINE, "utf-8")
        yield script


@contextmanager
def serve(script: Path, at: Path) -> Iterator[Running]:
    """Serve a script with this repository's settings; yield once it answers."""
    port = _free_port()
    options = ["--server.address", "127.0.0.1", "--server.port", str(port)]
    command = [sys.executable, "-m", "streamlit", "run", str(script), *options]
    with (at / "app.log").open("ab") as log:
        began = time.perf_counter()
        process = subprocess.Popen(command, cwd=REPOSITORY, env=_at(at), stdout=log, stderr=log)
    running = Running(f"http://127.0.0.1:{port}", began)
    try:
        _wait_until_it_answers(running, process)
        yield running
    finally:
        _stop(process)


def _at(folder: Path) -> Mapping[str, str]:
    return {**os.environ, "FITTING_ROOM_HOME": str(folder), "FITTING_ROOM_REGISTRY": ""}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_it_answers(running: Running, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + LIMIT
    while not _answers(running.address):
        with suppress(subprocess.TimeoutExpired):
            raise NotMeasurable(f"The app ended at once, with code {process.wait(POLL)}.")
        if time.monotonic() > deadline:
            raise NotMeasurable(f"The app did not answer within {LIMIT} s.")


def _answers(address: str) -> bool:
    # A proxy of the environment has no say in what this computer itself answers.
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with direct.open(f"{address}/_stcore/health", timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
