"""A session that has ended leaves nothing open."""

import sys
import time
from pathlib import Path
from threading import Event

import pytest
from websockets.sync.client import connect

from tools.app_server import RunningApp

SESSIONS = 20


@pytest.mark.skipif(sys.platform != "linux", reason="descriptors are counted in /proc")
def test_closed_sessions_leave_no_descriptors_open(server: RunningApp) -> None:
    open_and_close(server)
    before = settled(server, 0)
    for _ in range(SESSIONS):
        open_and_close(server)
    assert settled(server, before) <= before


def open_and_close(server: RunningApp) -> None:
    with connect(f"{server.address.replace('http', 'ws')}/_stcore/stream", proxy=None):
        pass


def settled(server: RunningApp, at_most: int) -> int:
    """Return how many descriptors are open, once the last connection has had time to close."""
    deadline = time.monotonic() + 2
    while open_in(server) > at_most and time.monotonic() < deadline:
        Event().wait(0.05)
    return open_in(server)


def open_in(server: RunningApp) -> int:
    return len(list(Path(f"/proc/{server.process.pid}/fd").iterdir()))
