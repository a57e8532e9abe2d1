"""Write to MLflow: runs with their files, versions, aliases. Imports MLflow on first use only."""

import getpass
import json
import logging
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from core.errors import HomeUnusable
from core.model_files import read_card
from core.registry.creation import DESCRIPTION, KIND, make_whole
from core.registry.lookup import CHANGE_TAG, EXPERIMENT, MODEL
from core.registry.mlmodel import MLMODEL_FILE, mlmodel, picture_schema
from core.registry.version import Change
from core.settings import Settings

if TYPE_CHECKING:
    from mlflow import MlflowClient

MODEL_FOLDER = "model"
# What begins so is a curve, not a final figure; a person's own tags; what MLflow calls description.
EPOCH, PERSONS_TAGS, NOTE = "epoch_", "tags", "mlflow.note.content"
LONGEST_DIGEST = 32  # characters, of the 36 that MLflow has; the profile holds the whole hash
# MLflow's longest values for a parameter and for a model's tag.
LONGEST_PARAMETER, LONGEST_REASON = 6000, 1000


@dataclass(frozen=True)
class FinishedRun:
    """All that the registry keeps of one training. `folder` holds the model's three files."""

    name: str
    folder: Path
    dataset_name: str
    dataset_hash: str
    parameters: Mapping[str, Any]
    metrics: Mapping[str, float]
    tags: Mapping[str, str]
    history: Iterable[Mapping[str, float]] = field(default_factory=tuple)  # one mapping an epoch
    documents: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)  # JSON files beside


class Store:
    """The writing half of the registry."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        # A first start and a first page may find the registry missing at the same time.
        self._making = Lock()

    @cached_property
    def client(self) -> "MlflowClient":
        """MLflow's client on our own database; the first call imports MLflow (seconds)."""
        _require_plain(str(self._settings.home))
        make_whole(self._settings)
        from mlflow import MlflowClient

        logging.getLogger("mlflow").setLevel(logging.WARNING)
        url = self._settings.registry
        return MlflowClient(tracking_uri=url, registry_uri=url)

    def prepare(self) -> str:
        """Make the database, the experiment and the model where missing; return the experiment."""
        with self._making, _sentences():
            self._settings.runs.mkdir(parents=True, exist_ok=True)
            if not self.client.search_registered_models(f"name = '{MODEL}'"):
                self.client.create_registered_model(MODEL, description=DESCRIPTION)
            return self._experiment()

    def _experiment(self) -> str:
        """Find or make the experiment whose files land in this home: MLflow ties one to a place.

        A home that was moved, or a second home on one registry, thus gets an experiment of its own.
        """
        here = self._settings.runs.as_uri()
        name = EXPERIMENT
        found = self.client.get_experiment_by_name(name)
        if found is not None and found.artifact_location != here:
            name = f"{EXPERIMENT} in {self._settings.runs}"
            found = self.client.get_experiment_by_name(name)
        if found is None:
            return str(self.client.create_experiment(name, here, KIND))
        return str(found.experiment_id)

    def close(self, run_ids: Sequence[str]) -> int:
        """Close runs that a killed process left open; return how many there were."""
        with _sentences():
            for run_id in run_ids:
                self.client.set_tag(run_id, "ended_by", "found unfinished at a start")
                self.client.set_terminated(run_id, "KILLED")
        return len(run_ids)

    def add(self, run: FinishedRun) -> tuple[int, str]:
        """Record the run and register its model; return version number and run id.

        The version is written last: it exists only when all of its files do.
        """
        ended = _now()
        with _sentences():
            facts = read_card(run.folder)
            started = ended - int(1000 * run.metrics.get("fit_seconds", 0.0))
            run_id = self.client.create_run(
                self.prepare(), started, _run_tags(run), run.name
            ).info.run_id
            self._log_figures(run_id, run, started, ended)
            self._log_dataset(run_id, run, facts.get("dataset", {}))
            self.client.log_artifacts(run_id, str(run.folder), MODEL_FOLDER)
            self.client.log_text(
                run_id, mlmodel(run_id, MODEL_FOLDER), f"{MODEL_FOLDER}/{MLMODEL_FILE}"
            )
            for name, document in run.documents.items():
                self.client.log_dict(run_id, dict(document), name)
            source = f"{self.client.get_run(run_id).info.artifact_uri}/{MODEL_FOLDER}"
            self.client.set_terminated(run_id, end_time=ended)
            version = self.client.create_model_version(MODEL, source, run_id, tags=dict(run.tags))
        return int(version.version), run_id

    def _log_figures(self, run_id: str, run: FinishedRun, started: int, ended: int) -> None:
        from mlflow.entities import Metric, Param

        parameters = [
            Param(name, str(value)[:LONGEST_PARAMETER]) for name, value in run.parameters.items()
        ]
        final = [Metric(name, value, ended, 0) for name, value in run.metrics.items()]
        epochs = [
            Metric(name, value, when, epoch)
            for epoch, (when, figures) in enumerate(_timed(run.history, started), start=1)
            for name, value in figures.items()
        ]
        self.client.log_batch(run_id, metrics=[*epochs, *final], params=parameters)

    def _log_dataset(self, run_id: str, run: FinishedRun, counts: Mapping[str, Any]) -> None:
        """Name what the run learned from the way MLflow's own page shows it."""
        from mlflow.entities import Dataset, DatasetInput, InputTag
        from mlflow.utils.mlflow_tags import MLFLOW_DATASET_CONTEXT

        dataset = Dataset(
            name=run.dataset_name,
            digest=run.dataset_hash[:LONGEST_DIGEST],
            source_type="local",
            source=json.dumps({"uri": self._settings.data.as_uri()}),
            schema=json.dumps(picture_schema()),
            profile=json.dumps(
                {**counts, "num_rows": counts.get("train"), "hash": run.dataset_hash}
            ),
        )
        context = InputTag(MLFLOW_DATASET_CONTEXT, "training")
        self.client.log_inputs(run_id, [DatasetInput(dataset, [context])])

    def tag_run(self, run_id: str, key: str, value: str) -> None:
        with _sentences():
            self.client.set_tag(run_id, key, value)

    def delete_run(self, run_id: str) -> None:
        """Put a run aside as MLflow does: its record and files stay, marked as deleted."""
        with _sentences():
            self.client.delete_run(run_id)

    def restore_run(self, run_id: str) -> None:
        with _sentences():
            self.client.restore_run(run_id)

    def set_alias(self, alias: str, number: int) -> None:
        with _sentences():
            self.client.set_registered_model_alias(MODEL, alias, str(number))

    def drop_alias(self, alias: str) -> None:
        with _sentences():
            self.client.delete_registered_model_alias(MODEL, alias)

    def note_change(self, order: int, change: Change) -> None:
        """Append to the history of champions, kept as tags of the registered model."""
        whole = asdict(change) | {"reason": change.reason[:LONGEST_REASON]}
        value = json.dumps(whole, ensure_ascii=False)
        with _sentences():
            self.client.set_registered_model_tag(MODEL, f"{CHANGE_TAG}{order:06d}", value)


def _now() -> int:
    """Return milliseconds since the epoch, as MLflow counts."""
    return int(time.time() * 1000)


def _timed(
    history: Iterable[Mapping[str, float]], started: int
) -> Iterator[tuple[int, Mapping[str, float]]]:
    """Yield each epoch's figures with the moment of its end, so that curves by time are true."""
    when = float(started)
    for figures in history:
        when += 1000 * figures.get(f"{EPOCH}seconds", 0.0)
        yield int(when), figures


def _run_tags(run: FinishedRun) -> dict[str, str]:
    """Return the run's tags, with those that MLflow's own page has a place for."""
    made_with = run.documents.get("environment.json", {})
    return dict(run.tags) | {
        "environment": ", ".join(f"{name} {version}" for name, version in made_with.items()),
        "mlflow.user": _user(),
        "mlflow.source.name": "Fitting Room",
        "mlflow.source.type": "LOCAL",
        "mlflow.source.git.commit": run.tags.get("commit", "").removesuffix("+"),
    }


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container may run under a number that has no name
        return "unknown"


def _require_plain(home: str) -> None:
    """Refuse a home that MLflow would cut short: it reads its database's place as a web address."""
    if set(home) & set("#?%"):
        raise HomeUnusable(
            f"The home {home} has a #, ? or % in its name, which the model registry cannot have. "
            "Rename the folder, or name another in FITTING_ROOM_HOME."
        )


@contextmanager
def _sentences() -> Iterator[None]:
    """Turn what MLflow raises into a sentence that a person can act on."""
    from mlflow.exceptions import MlflowException
    from sqlalchemy.exc import SQLAlchemyError

    try:
        yield
    except (MlflowException, SQLAlchemyError, OSError) as error:
        raise HomeUnusable(
            f"The model registry refused a change: {error}. Look for a full disk or another "
            "program that holds it, then try again; what was registered before is untouched."
        ) from error
