"""No other website may frame the app, call it, or connect to it: asked of the real server."""

import socket
import urllib.request
from urllib.error import HTTPError

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin

from tools.app_server import RunningApp

PATHS = ("/", "/train", "/_stcore/health", "/static/nothing", "/_stcore/upload_file/a/b")


@pytest.fixture
def port(server: RunningApp) -> str:
    return server.address.rpartition(":")[2]


def answer(port: str, path: str = "/", **headers: str) -> tuple[int, dict[str, str]]:
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers=headers)
    try:
        with urllib.request.urlopen(request) as got:
            return got.status, {name.lower(): value for name, value in got.headers.items()}
    except HTTPError as refused:
        return refused.code, {name.lower(): value for name, value in refused.headers.items()}


def connects(port: str, origin: str | None, name: str = "127.0.0.1") -> bool:
    """Connect to this computer as a page that found it under `name`."""
    from_page = None if origin is None else Origin(origin)
    way = socket.create_connection(("127.0.0.1", int(port)))
    try:
        with connect(f"ws://{name}:{port}/_stcore/stream", sock=way, origin=from_page):
            return True
    except InvalidStatus:
        return False


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_forbids_frames_and_foreign_content(port: str, path: str) -> None:
    _, headers = answer(port, path)
    assert headers["x-frame-options"] == "DENY"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
    assert policy["frame-ancestors"] == "'none'"
    assert policy["default-src"] == "'self'"
    assert "'unsafe-inline'" not in policy["script-src"]
    assert not any("http" in sources or "*" in sources for sources in policy.values())


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_the_own_page_may_connect_by_either_name(port: str, host: str) -> None:
    assert connects(port, f"http://{host}:{port}", host)
    assert answer(port, Host=f"{host}:{port}", Origin=f"http://{host}:{port}")[0] == 200


def test_a_program_that_is_no_page_may_connect(port: str) -> None:
    assert connects(port, None)


@pytest.mark.parametrize(
    "origin",
    [
        "http://example.com",
        "http://example.com:{port}",
        "http://127.0.0.1:{other}",
        "http://localhost:{other}",
        "http://localhost:{port}",  # this page was opened as 127.0.0.1
        "http://localhost",
        "https://127.0.0.1:{port}",
        "http://127.0.0.1:{port}.example.com",
        "http://user@127.0.0.1:{port}",
        "http://0.0.0.0:{port}",
        "null",
        "",
    ],
)
def test_a_page_of_another_origin_is_refused(port: str, origin: str) -> None:
    foreign = origin.format(port=port, other=int(port) + 1)
    assert not connects(port, foreign)
    assert answer(port, Origin=foreign)[0] == 403


def test_a_name_that_was_pointed_at_this_computer_is_refused(port: str) -> None:
    assert not connects(port, f"http://example.com:{port}", "example.com")
