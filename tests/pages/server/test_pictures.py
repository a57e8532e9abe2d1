"""The pictures that the map shows under the pointer, as the server gives them."""

import urllib.error
import urllib.request

import numpy as np
import pytest
from starlette.requests import Request
from starlette.responses import Response

from app import resources
from app.shell import pictures
from core.data.versions.pictures import Part, Pictures
from core.errors import DataUnavailable
from core.workflows.data.table import PictureTable
from tools.app_server import RunningApp

IMAGES = np.random.default_rng(0).integers(0, 256, (5, 28, 28), np.uint8)


@pytest.fixture(autouse=True)
def five_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the version v1 have five pictures."""
    zeros = np.zeros(5, np.uint8)
    shown = Pictures(IMAGES, zeros, np.full(5, Part.TEST), np.zeros(5, bool))

    def table(version: str) -> PictureTable:
        if version != "v1":
            raise DataUnavailable("There is no such version.")
        return PictureTable(version, shown, np.zeros(5, np.float32), zeros)

    monkeypatch.setattr(resources, "picture_table", table)


def ask(version: str, query: str) -> Response:
    scope = {
        "type": "http",
        "query_string": query.encode(),
        "path_params": {"version": version},
        "headers": [],
    }
    return pictures.answer(Request(scope))


def test_the_pictures_come_in_the_order_that_was_asked() -> None:
    answer = ask("v1", "numbers=3,0,3")
    assert answer.status_code == 200
    assert answer.body == IMAGES[[3, 0, 3]].tobytes()


@pytest.mark.parametrize(
    ("version", "query", "status"),
    [
        ("v1", "", 400),
        ("v1", "numbers=", 400),
        ("v1", "numbers=1,x", 400),
        ("v1", "numbers=" + ",".join("0" * 600), 400),
        ("v1", "numbers=5", 404),
        ("v1", "numbers=-1", 404),
        ("v1", "numbers=99999999999999999999", 404),
        ("v9", "numbers=0", 404),
        ("../raw", "numbers=0", 404),
    ],
)
def test_what_is_not_there_is_said_in_a_sentence(version: str, query: str, status: int) -> None:
    answer = ask(version, query)
    assert answer.status_code == status
    assert len(bytes(answer.body)) < 100


def test_the_app_serves_them(server: RunningApp) -> None:

    with pytest.raises(urllib.error.HTTPError) as answer:  # the home has no data
        urllib.request.urlopen(f"{server.address}/pictures/v1?numbers=0")
    assert answer.value.code == 404
    assert b"no such dataset version" in answer.value.read()
    answer.value.close()
