"""Start an app as `make run` does, on a home of its own, and remember when."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.harness.figure import NotMeasurable
from core.settings import REPOSITORY
from tools import app_server

APP = REPOSITORY / "app" / "main.py"
ONE_LINE = 'import streamlit as st; st.write("One line.")\n'


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
        place = Path(folder) / "home"
        try:
            app_server.prepare_home(place)
        except app_server.AppFailed as error:
            raise NotMeasurable(f"No home could be made: {error}") from error
        yield place


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
    log = at / "app.log"
    began = time.perf_counter()
    process = app_server.start(script, app_server.at(at), log)
    try:
        app_server.wait_until_it_answers(process, log)
        yield Running(app_server.address_of(process), began)
    except app_server.AppFailed as error:
        raise NotMeasurable(str(error)) from error
    finally:
        app_server.stop(process)
