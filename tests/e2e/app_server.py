"""The real app for a browser test: on a home of its own, and watched for attempts to leave."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.network_guard.guard import guarded
from tools import app_server


@dataclass(frozen=True)
class App:
    """A running app: its address, its home, and its attempts to leave this computer."""

    address: str
    home: Path
    network_notes: Path
    process: subprocess.Popen[bytes]

    def kill(self) -> None:
        """End it as `kill -9` does: nothing can be tidied up."""
        self.process.kill()
        self.process.wait()


@contextmanager
def running_app(home: Path) -> Iterator[App]:
    """Start the app on `home`, yield it when it answers, and stop it at the end."""
    log, notes = home / "app.log", home / "network.txt"
    script = app_server.ROOT / "app" / "main.py"
    process = app_server.start(script, guarded(app_server.at(home), notes), log)
    try:
        app_server.wait_until_it_answers(process, log)
        yield App(app_server.address_of(process), home, notes, process)
    finally:
        app_server.stop(process)
