"""No outgoing connections, checked with strace: every page, a training, a sweep, a batch."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.app_server import watched_app
from tests.e2e.conftest import OpenPage
from tests.e2e.steps import (
    QUESTIONS,
    choose,
    click,
    go_to,
    no_exception,
    queue,
    set_number,
    settled,
    upload,
)
from tests.network_guard import kernel
from tests.pages.pictures import jpeg
from tools.app_server import ROOT

LONG = 31.0  # seconds that the app stays: telemetry is typically sent within ten

LEAVING = {
    "IPv4": "connect(socket_(2, 1, 0), in4, 16)",
    "IPv6": "connect(socket_(10, 1, 0), in6, 28)",
    "UDP": "sendto(socket_(2, 2, 0), b'x', 1, 0, in4, 16)",
}
# Bypasses Python's sockets as a native library does; Python's audit hooks do not notice it.
NATIVE = """
import ctypes, socket, struct
library = ctypes.CDLL(None)
connect, sendto = library.connect, library.sendto
def socket_(*kind):
    return library.socket(*kind)
port = struct.pack(">H", 80)
in4 = struct.pack("=H", 2) + port + socket.inet_aton("192.0.2.1") + bytes(8)
in6 = struct.pack("=H", 10) + port + bytes(4) + socket.inet_pton(10, "2001:db8::1") + bytes(4)
"""
STAYING = (
    "import socket; server = socket.create_server(('127.0.0.1', 0)); "
    "socket.create_connection(('localhost', server.getsockname()[1])).close()"
)


def run_watched(code: str, log: Path) -> None:
    subprocess.run([*kernel.watched(log), sys.executable, "-c", code], capture_output=True)


@pytest.mark.parametrize("code", LEAVING.values(), ids=LEAVING)
def test_strace_detects_every_kind_of_outgoing_connection(code: str, tmp_path: Path) -> None:
    kernel.require()
    run_watched(f"{NATIVE}\n{code}", tmp_path / "log")
    assert kernel.leaving(tmp_path / "log")


def test_loopback_connections_are_not_reported(tmp_path: Path) -> None:
    kernel.require()
    run_watched(STAYING, tmp_path / "log")
    assert kernel.lines(tmp_path / "log", kernel.NETWORK)
    assert not kernel.leaving(tmp_path / "log")


def test_files_created_outside_the_home_are_detected(tmp_path: Path) -> None:
    kernel.require()
    (tmp_path / "home").mkdir()
    make = "import sys; open(sys.argv[1] + '/a', 'w'); open(sys.argv[1] + '/home/b', 'w')"
    log = tmp_path / "home" / "log"
    subprocess.run([*kernel.watched(log), sys.executable, "-Bc", make, str(tmp_path)])
    (found,) = kernel.made_outside(log, tmp_path / "home")
    assert f'"{tmp_path}/a"' in found


@pytest.mark.timeout(600)
def test_a_busy_app_contacts_no_other_computer_and_writes_only_to_its_home(
    tmp_path: Path, prepared_home: Path, open_page: OpenPage
) -> None:
    kernel.require()
    user = tmp_path / "user"
    user.mkdir()
    home = shutil.copytree(prepared_home, tmp_path / "home", symlinks=True)
    log = tmp_path / "kernel.txt"
    with watched_app(home, user, log) as app:
        page = open_page(app)
        train_and_sweep(page)
        answer_a_batch(page, tmp_path / "shirt.jpg")
        loaded = time.monotonic()  # TensorFlow, MLflow and ONNX Runtime: each could report
        visit_every_page(page)
        page.wait_for_timeout(max(0.0, loaded + LONG - time.monotonic()) * 1000)
        page.close()  # otherwise it would log connection errors
    assert kernel.lines(log, kernel.NETWORK)
    assert kernel.leaving(log) == []
    assert list(user.rglob("*")) == []
    allowed = (home, Path(tempfile.gettempdir()), Path(os.path.realpath(tempfile.gettempdir())))
    packages = (ROOT / ".venv").resolve()  # it may be a link
    assert kernel.made_outside(log, *allowed, packages) == []


def visit_every_page(page: Page) -> None:
    for title in QUESTIONS:
        go_to(page, title)
        no_exception(page)


def train_and_sweep(page: Page) -> None:
    go_to(page, "Train")
    queue(page, "Tiny", 2, 0)
    go_to(page, "Sweep")
    choose(page, "Pictures to learn from", "Tiny")
    set_number(page, "Epochs", 1)
    page.get_by_role("slider", name="Trials").press("Home")  # two are enough
    settled(page)
    click(page, "Start the search")
    expect(page.get_by_text("done", exact=True).first).to_be_visible(timeout=240_000)


def answer_a_batch(page: Page, photo: Path) -> None:
    photo.write_bytes(jpeg())
    go_to(page, "Many at once")
    upload(page, photo)
    click(page, "Get answers")
    expect(page.get_by_text("All 1", exact=True)).to_be_visible(timeout=60_000)
