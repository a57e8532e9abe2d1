"""The app server that browser tests, benchmarks and screenshots share."""

import sys
import time
from pathlib import Path

import pytest

from tools.app_server import AppFailed, at, running_app
from tools.start_app import answers_as_streamlit

# A tracer that ends at SIGTERM and leaves what it started running, as strace does.
TRACER = """
import signal, subprocess, sys
child = subprocess.Popen(sys.argv[1:])
signal.signal(signal.SIGTERM, lambda *_: sys.exit())
child.wait()
"""
EXIT_WITH_MESSAGE = [sys.executable, "-c", "raise SystemExit('The port is gone.')"]


def test_an_app_that_exits_at_once_is_reported_with_its_output(tmp_path: Path) -> None:
    started = time.monotonic()
    with (
        pytest.raises(AppFailed, match=r"The port is gone\."),
        running_app(tmp_path, under=EXIT_WITH_MESSAGE),
    ):
        pass
    assert time.monotonic() - started < 30, "the start timeout was waited for"


def test_an_app_uses_the_given_home_whatever_the_environment_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FITTING_ROOM_HOME", "/elsewhere")
    monkeypatch.setenv("FITTING_ROOM_REGISTRY", "postgresql://elsewhere")
    environment = at(tmp_path)
    assert environment["FITTING_ROOM_HOME"] == str(tmp_path)
    assert environment["FITTING_ROOM_REGISTRY"] == ""


def test_a_script_is_served_until_the_end_of_the_context(tmp_path: Path) -> None:
    script = tmp_path / "page.py"
    script.write_text("import streamlit as st\nst.write('Here.')\n")
    with running_app(tmp_path, script) as running:
        assert running.process.poll() is None
        assert running.seconds_since_start() > 0
    assert running.process.poll() is not None


def test_an_app_under_a_tracer_ends_with_it(tmp_path: Path) -> None:
    script = tmp_path / "page.py"
    script.write_text("import streamlit as st\nst.write('Here.')\n")
    with running_app(tmp_path, script, under=[sys.executable, "-c", TRACER]) as running:
        port = running.address.rpartition(":")[2]
    deadline = time.monotonic() + 20
    while answers_as_streamlit(port) and time.monotonic() < deadline:
        pass  # each question takes a moment
    assert not answers_as_streamlit(port)
