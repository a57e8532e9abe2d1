"""Where things live, read once from the environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent


def home_of(environment: Mapping[str, str]) -> Path:
    """Return the folder that FITTING_ROOM_HOME names, or the repository."""
    return Path(environment.get("FITTING_ROOM_HOME") or REPOSITORY).expanduser().resolve()


def cache_of(environment: Mapping[str, str]) -> Path:
    """Return where libraries may keep what they can make again; never raises."""
    try:
        return home_of(environment) / "cache"
    except (RuntimeError, OSError):  # a home of nobody: whoever asks for the settings is told so
        return REPOSITORY / "cache"


@dataclass(frozen=True)
class Settings:
    """Places and addresses. Reading settings creates nothing on disk.

    Everything that the program writes lives under `home`; the shipped champion is read from the
    repository, whatever the home.
    """

    home: Path = REPOSITORY
    registry_url: str = ""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Settings":
        """Read FITTING_ROOM_HOME (a folder) and FITTING_ROOM_REGISTRY (an SQLAlchemy URL)."""
        return cls(
            home=home_of(environment), registry_url=environment.get("FITTING_ROOM_REGISTRY", "")
        )

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def raw(self) -> Path:
        """The four IDX files, as published (gzip)."""
        return self.data / "raw"

    @property
    def models(self) -> Path:
        return self.home / "models"

    @property
    def runs(self) -> Path:
        """Artifacts of training runs, one folder a run: the root that MLflow writes into."""
        return self.models / "runs"

    @property
    def registry(self) -> str:
        """SQLAlchemy URL of the model registry."""
        return self.registry_url or f"sqlite:///{self.models / 'registry.db'}"

    @property
    def registry_file(self) -> Path | None:
        """The registry's SQLite file; None where it is another database."""
        prefix = "sqlite:///"
        return (
            Path(self.registry.removeprefix(prefix)) if self.registry.startswith(prefix) else None
        )

    @property
    def registry_lock(self) -> Path:
        """Held while the registry is made or its champion changed, by one process of this home."""
        return self.models / "registry.lock"

    @property
    def jobs(self) -> Path:
        """SQLite file with the record of background jobs."""
        return self.models / "jobs.db"

    @property
    def segmentation(self) -> Path:
        """A stronger segmentation network, where a person has put one."""
        return self.models / "segmentation.onnx"

    @property
    def shipped_champion(self) -> Path:
        """The model in git that answers before anything was trained."""
        return REPOSITORY / "models" / "champion"
