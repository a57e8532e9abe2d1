"""Start an app on a free port with a home of its own, know when it answers, and stop it.

For whatever looks at the running app from outside: browser tests, benchmarks, screenshots.
"""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path

from core.privacy import CACHES

ROOT = Path(__file__).resolve().parent.parent
HOST = "127.0.0.1"
PATIENCE, POLL = 60, 0.02  # seconds
BROWSER_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    # No name but this computer's is found, whatever a page asks for.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]


class AppFailed(Exception):
    """The app, or what prepares its home, did not do what it should; says what it printed."""


def prepare_home(home: Path) -> None:
    """Make a home as a first `make run` leaves it: the dataset, and the shipped champion."""
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
    """Return the environment of a program that lives in `home`, its caches there as well."""
    inherited = {name: value for name, value in os.environ.items() if name not in CACHES}
    return {**inherited, "FITTING_ROOM_HOME": str(home), "FITTING_ROOM_REGISTRY": ""}


def start(
    script: Path, environment: Mapping[str, str], log: Path, under: Sequence[str] = ()
) -> subprocess.Popen[bytes]:
    """Start a Streamlit script; its address is in `process.args`, see `address_of`.

    `under` is a command that runs it, such as one that watches what it does.
    """
    options = ["--server.address", HOST, "--server.port", str(_free_port())]
    command = [*under, sys.executable, "-m", "streamlit", "run", str(script), *options]
    with log.open("ab") as output:
        return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output)


def address_of(process: subprocess.Popen[bytes]) -> str:
    assert isinstance(process.args, list)
    return f"http://{HOST}:{process.args[-1]}"


def wait_until_it_answers(process: subprocess.Popen[bytes], log: Path) -> None:
    """Return once the app answers. Raises AppFailed where it ends, or is silent for a minute."""
    deadline = time.monotonic() + PATIENCE
    while not _answers(address_of(process)):
        if _ended_within(process, POLL):
            raise AppFailed(f"The app ended at once:\n{log.read_text()}")
        if time.monotonic() > deadline:
            raise AppFailed(f"The app did not answer in {PATIENCE} s:\n{log.read_text()}")


def stop(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGTERM)
    if not _ended_within(process, 10):
        process.kill()
        process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _answers(address: str) -> bool:
    # A proxy of the environment has no say in what this computer itself answers.
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with direct.open(f"{address}/_stcore/health", timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def _ended_within(process: subprocess.Popen[bytes], seconds: float) -> bool:
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        return False
    return True
