"""Answered batches for tests of pages, and what the gallery of one was sent."""

import io
import json
import zipfile
from typing import Any

from streamlit.testing.v1 import AppTest

from core.jobs import JobState, Runner
from core.registry import Registry
from core.settings import Settings
from core.workflows.batch.job import start_batch
from core.workflows.batch.store import Batch, Batches
from tests.pages.pictures import HOSTILE, jpeg

LIMIT = 60.0  # seconds


def photos() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("shirts/1.jpg", jpeg())
        archive.writestr("notes.txt", b"Dear diary\n")
        archive.writestr(HOSTILE, b"nothing")
        archive.writestr("../../up.jpg", jpeg())
    return stream.getvalue()


def answered(settings: Settings, runner: Runner) -> Batch:
    """A batch that has been predicted."""
    batch = Batches(settings).keep([("photos.zip", io.BytesIO(photos()))])
    job = start_batch(runner, batch, Registry(settings).champion())
    assert runner.wait(job.id, LIMIT).state is JobState.DONE
    return batch


def tiles(page: AppTest) -> list[dict[str, Any]]:
    """The tiles sent to the gallery component."""
    (found,) = page.get("bidi_component")
    return list(json.loads(found.proto.json)["tiles"])


def open_tile(page: AppTest, number: int, among: list[int]) -> AppTest:
    """Do what pressing a tile of the gallery does; AppTest cannot press it."""
    page.query_params["picture"] = str(number + 1)
    page.session_state["batch.among"] = among
    return page.run()
