"""Paths and addresses, read from the environment."""

import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from core.errors import HomeUnusable

REPOSITORY = Path(__file__).resolve().parent.parent


def home_of(environment: Mapping[str, str]) -> Path:
    """Return the folder that FITTING_ROOM_HOME names, or the repository."""
    return Path(environment.get("FITTING_ROOM_HOME") or REPOSITORY).expanduser().resolve()


def _usable_home(environment: Mapping[str, str]) -> Path:
    try:
        home = home_of(environment)
        with suppress(FileNotFoundError):  # it is made when something is written
            home.stat()
    except (RuntimeError, OSError) as error:
        reason = str(getattr(error, "strerror", None) or error).removesuffix(".")
        raise HomeUnusable(
            f"FITTING_ROOM_HOME is not a folder that can be used: {reason}. Name another one, or "
            "none, to use the folder of this program."
        ) from error
    return home


def cache_of(environment: Mapping[str, str]) -> Path:
    """Return the folder where libraries may keep what they can recreate; never raises."""
    try:
        return home_of(environment) / "cache"
    except (RuntimeError, OSError):  # cannot be resolved, such as ~nobody; Settings says so
        return REPOSITORY / "cache"


@dataclass(frozen=True)
class Settings:
    """Paths and addresses. Creating Settings creates nothing on disk.

    Everything that the app writes is under `home`; the shipped champion is read from the
    repository, whatever the home.
    """

    home: Path = REPOSITORY
    registry_url: str = ""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Settings":
        """Read FITTING_ROOM_HOME (a folder) and FITTING_ROOM_REGISTRY (an SQLAlchemy URL).

        Raises HomeUnusable if there cannot be such a folder.
        """
        return cls(
            home=_usable_home(environment),
            registry_url=environment.get("FITTING_ROOM_REGISTRY", ""),
        )

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def raw(self) -> Path:
        """The four IDX files, as published (gzip)."""
        return self.data / "raw"

    @property
    def processed(self) -> Path:
        """The dataset versions that were published here, one folder each."""
        return self.data / "processed"

    @property
    def audits(self) -> Path:
        """What audits found about the labels, one file for each dataset hash."""
        return self.data / "audits"

    @property
    def verdicts(self) -> Path:
        """What people decided about labels: one JSON object per line, only appended to."""
        return self.data / "verdicts.ndjson"

    @property
    def tags(self) -> Path:
        """The tags of the dataset's pictures."""
        return self.data / "tags.json"

    @property
    def data_reports(self) -> Path:
        """The reports of the data checks, one JSON file each."""
        return self.data / "reports"

    @property
    def answers(self) -> Path:
        """What models answer to every picture of the dataset; it can be computed again."""
        return self.home / "cache" / "answers"

    @property
    def models(self) -> Path:
        return self.home / "models"

    @property
    def runs(self) -> Path:
        """Artifacts of training runs, one folder per run: MLflow's artifact root."""
        return self.models / "runs"

    @property
    def registry(self) -> str:
        """SQLAlchemy URL of the model registry."""
        return self.registry_url or f"sqlite:///{self.models / 'registry.db'}"

    @property
    def registry_file(self) -> Path | None:
        """The registry's SQLite file; None if it is another database."""
        prefix = "sqlite:///"
        return (
            Path(self.registry.removeprefix(prefix)) if self.registry.startswith(prefix) else None
        )

    @property
    def registry_lock(self) -> Path:
        """Lock file that a process of this home holds while it creates or changes the registry."""
        return self.models / "registry.lock"

    @property
    def jobs(self) -> Path:
        """SQLite file with the record of background jobs."""
        return self.models / "jobs.db"

    @property
    def segmentation(self) -> Path:
        """A stronger segmentation network, which the user may add."""
        return self.models / "segmentation.onnx"

    @property
    def shipped_champion(self) -> Path:
        """The model in git, which answers before any is registered."""
        return REPOSITORY / "models" / "champion"
