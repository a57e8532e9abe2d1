"""Nothing leaves this computer: with all sockets but loopback refused, none is ever opened."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from core.privacy import CACHES, NO_TELEMETRY, QUIET
from core.settings import REPOSITORY as ROOT
from tests.network_guard.guard import attempts, guarded

LEAVING = [
    "import socket; socket.create_connection(('192.0.2.1', 80), timeout=1)",
    "import socket; socket.create_connection(('2001:db8::1', 80), timeout=1)",
    "import socket; socket.getaddrinfo('example.invalid', 443)",
    "import socket; socket.gethostbyname('example.invalid')",
    "import socket; socket.socket(type=socket.SOCK_DGRAM).sendto(b'x', ('192.0.2.1', 53))",
    "import urllib.request as u; u.urlopen('http://example.invalid/', timeout=1)",
    "import asyncio; asyncio.run(asyncio.open_connection('192.0.2.1', 80))",
    "import requests; requests.get('http://192.0.2.1/', timeout=1)",
]
STAYING = """
import socket
server = socket.create_server(("127.0.0.1", 0))
socket.create_connection(("localhost", server.getsockname()[1])).close()
"""


def run_guarded(code: str, notes: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=guarded({**os.environ, "no_proxy": "*", **environment}, notes),
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize("code", LEAVING)
def test_the_guard_refuses_and_logs_every_outgoing_connection(code: str, tmp_path: Path) -> None:
    done = run_guarded(code, tmp_path / "notes")
    assert "the network is closed in this test" in done.stderr
    assert attempts(tmp_path / "notes")


def test_the_guard_logs_an_attempt_whose_error_the_program_swallows(tmp_path: Path) -> None:
    hidden = f"try:\n    {LEAVING[0]}\nexcept OSError:\n    pass"
    assert run_guarded(hidden, tmp_path / "notes").returncode == 0
    assert attempts(tmp_path / "notes")


def test_the_guard_covers_child_processes(tmp_path: Path) -> None:
    child = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {LEAVING[0]!r}])"
    run_guarded(child, tmp_path / "notes")
    assert attempts(tmp_path / "notes")


def test_the_guard_leaves_loopback_alone(tmp_path: Path) -> None:
    assert run_guarded(STAYING, tmp_path / "notes").returncode == 0
    assert not attempts(tmp_path / "notes")


JOURNEY = [
    ["data", "versions"],
    ["train", "--recipe", "quick", "--data", "tiny", "--epochs", "1", "--json"],
    ["predict", "garment.png", "--model", "v1", "--json"],
]


def test_training_and_predicting_open_no_outgoing_connection(home: Path) -> None:
    """What the pages do, each step as its own process, including MLflow and TensorFlow."""
    notes = home / "network.txt"
    write_garment(home / "garment.png")
    environment = guarded({**without_telemetry_settings(), "PYTHONPATH": str(ROOT)}, notes)
    for verb in JOURNEY:
        done = subprocess.run(
            [sys.executable, "-m", "core", *verb],
            cwd=home,
            env=environment,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
    assert attempts(notes) == []


def write_garment(path: Path) -> None:
    """A dark shirt on a light background."""
    picture = Image.new("RGB", (300, 400), "white")
    ImageDraw.Draw(picture).polygon([(60, 60), (240, 60), (220, 340), (80, 340)], fill="navy")
    picture.save(path)


def without_telemetry_settings() -> dict[str, str]:
    """The environment without any variable that disables telemetry: core must set them itself."""
    disabling = {*NO_TELEMETRY, "CI"}
    return {name: value for name, value in os.environ.items() if name not in disabling}


def test_makefile_and_dockerfile_disable_the_same_telemetry() -> None:
    """The Makefile and the image set the same variables for MLflow's server and the like."""
    expected = NO_TELEMETRY | QUIET
    makefile, dockerfile = (ROOT / "Makefile").read_text(), (ROOT / "Dockerfile").read_text()
    for name, value in expected.items():
        assert re.search(rf"^export {name} = {value}$", makefile, re.MULTILINE), name
        assert re.search(rf"^(?:ENV|   ) {name}={value}", dockerfile, re.MULTILINE), name


def test_core_disables_telemetry_whatever_the_environment_says(home: Path) -> None:
    code = "import os, core; print(*(os.environ[n] for n in __import__('sys').argv[1:]))"
    kept = without_telemetry_settings().items()
    environment = {name: value for name, value in kept if name not in CACHES}
    done = subprocess.run(
        [sys.executable, "-c", code, *NO_TELEMETRY, *CACHES],
        cwd=ROOT,
        env={**environment, "ORT_DISABLE_TELEMETRY": "0"},
        capture_output=True,
        text=True,
    )
    caches = [str(home / "cache" / folder) for folder in CACHES.values()]
    assert done.stdout.split() == [*NO_TELEMETRY.values(), *caches], done.stderr
