"""Nothing leaves this computer: every socket but loopback is closed, and nobody tries one."""

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
def test_the_guard_refuses_and_notes_every_way_out(code: str, tmp_path: Path) -> None:
    done = run_guarded(code, tmp_path / "notes")
    assert "the network is closed in this test" in done.stderr
    assert attempts(tmp_path / "notes")


def test_the_guard_notes_an_attempt_that_the_program_hides(tmp_path: Path) -> None:
    hidden = f"try:\n    {LEAVING[0]}\nexcept OSError:\n    pass"
    assert run_guarded(hidden, tmp_path / "notes").returncode == 0
    assert attempts(tmp_path / "notes")


def test_the_guard_watches_the_children_of_a_program(tmp_path: Path) -> None:
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


def test_training_a_model_and_asking_it_leaves_this_computer_alone(home: Path) -> None:
    """The verbs of the pages, each as a process of its own, with MLflow and TensorFlow in it."""
    notes = home / "network.txt"
    write_garment(home / "garment.png")
    here = guarded({**untold(), "PYTHONPATH": str(ROOT)}, notes)
    for verb in JOURNEY:
        done = subprocess.run(
            [sys.executable, "-m", "core", *verb],
            cwd=home,
            env=here,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
    assert attempts(notes) == []


def write_garment(path: Path) -> None:
    """A dark shirt on a light ground."""
    picture = Image.new("RGB", (300, 400), "white")
    ImageDraw.Draw(picture).polygon([(60, 60), (240, 60), (220, 340), (80, 340)], fill="navy")
    picture.save(path)


def untold() -> dict[str, str]:
    """The environment without a word against telemetry: the code must say that itself."""
    silencers = {*NO_TELEMETRY, "CI"}
    return {name: value for name, value in os.environ.items() if name not in silencers}


def test_what_starts_without_core_is_told_the_same() -> None:
    """The Makefile and the image, for MLflow's server and whatever else they start."""
    said = NO_TELEMETRY | QUIET
    makefile, dockerfile = (ROOT / "Makefile").read_text(), (ROOT / "Dockerfile").read_text()
    for name, value in said.items():
        assert re.search(rf"^export {name} = {value}$", makefile, re.MULTILINE), name
        assert re.search(rf"^(?:ENV|   ) {name}={value}", dockerfile, re.MULTILINE), name


def test_core_silences_its_libraries_whatever_the_user_has_set(home: Path) -> None:
    code = "import os, core; print(*(os.environ[n] for n in __import__('sys').argv[1:]))"
    plain = {name: value for name, value in untold().items() if name not in CACHES}
    done = subprocess.run(
        [sys.executable, "-c", code, *NO_TELEMETRY, *CACHES],
        cwd=ROOT,
        env={**plain, "ORT_DISABLE_TELEMETRY": "0"},
        capture_output=True,
        text=True,
    )
    caches = [str(home / "cache" / folder) for folder in CACHES.values()]
    assert done.stdout.split() == [*NO_TELEMETRY.values(), *caches], done.stderr
