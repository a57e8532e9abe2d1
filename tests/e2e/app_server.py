"""The real app for browser tests, on its own home, with outgoing connections logged."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.network_guard import kernel
from tests.network_guard.guard import guarded
from tools import app_server


@dataclass(frozen=True)
class App:
    """A running app, and the log of its outgoing connections."""

    server: app_server.RunningApp
    network_notes: Path

    @property
    def address(self) -> str:
        return self.server.address

    @property
    def home(self) -> Path:
        return self.server.home

    def kill(self) -> None:
        self.server.kill()


@contextmanager
def running_app(home: Path) -> Iterator[App]:
    """Start the app on `home`, yield it when it responds, and stop it at the end."""
    notes = home / "network.txt"
    environment = guarded(app_server.at(home), notes)
    with app_server.running_app(home, environment=environment) as server:
        yield App(server, notes)


@contextmanager
def watched_app(home: Path, user: Path, kernel_log: Path) -> Iterator[App]:
    """Start the app with `user` as the user's home directory, traced by strace."""
    environment = app_server.at(home) | {"HOME": str(user), "PYTHONDONTWRITEBYTECODE": "1"}
    environment = {n: v for n, v in environment.items() if not n.startswith("XDG_")}
    under = kernel.watched(kernel_log)
    with app_server.running_app(home, environment=environment, under=under) as server:
        yield App(server, home / "network.txt")
