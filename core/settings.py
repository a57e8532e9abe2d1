"""Where things live, read once from the environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent


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
        home = Path(environment.get("FITTING_ROOM_HOME") or REPOSITORY).expanduser().resolve()
        return cls(home=home, registry_url=environment.get("FITTING_ROOM_REGISTRY", ""))

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
