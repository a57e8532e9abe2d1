"""Write to MLflow: runs with their files, versions, aliases. Imports it on first use only."""

import getpass
import json
import logging
import sqlite3
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from core.errors import HomeUnusable, because
from core.model_facts import DatasetFacts
from core.records import Plain, to_json
from core.registry.creation import DESCRIPTION, KIND, make_whole
from core.registry.import_mlflow import import_mlflow
from core.registry.lookup import CHANGE_TAG, EXPERIMENT, JOB_TAG, MODEL
from core.registry.mlmodel import MLMODEL_FILE, mlmodel, picture_schema
from core.registry.version import Change
from core.settings import Settings

if TYPE_CHECKING:
    from mlflow import MlflowClient

MODEL_FOLDER, ENVIRONMENT_FILE = "model", "environment.json"
# Prefix of the figures of an epoch; the user's tags; what MLflow calls the description.
EPOCH, PERSONS_TAGS, NOTE = "epoch_", "tags", "mlflow.note.content"
DELETED_TAG = "deleted"
VERSION_TAGS = ("recipe", "device", "commit")  # tags of a run that its version has too
MAX_DIGEST = 32  # characters, of MLflow's 36; the profile holds the whole hash
# Characters: MLflow's limit for a parameter; for a tag of the model, far below its limit.
MAX_PARAMETER, MAX_REASON = 6000, 1000

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class FinishedRun:
    """All that the registry keeps of one training. `folder` holds the model's files."""

    name: str
    folder: Path
    dataset: DatasetFacts
    parameters: Mapping[str, Plain]
    metrics: Mapping[str, float]
    tags: Mapping[str, str]
    history: Iterable[Mapping[str, float]] = field(default_factory=tuple)  # one mapping per epoch
    environment: Mapping[str, Plain] = field(default_factory=dict)  # versions, platform, cores
    made: float = 0.0  # when the model was made, seconds since the epoch; 0: now
    job: str = ""  # names the work that made it, the same after a restart; see Registry.made_by


class Store:
    """The writing half of the registry."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        # The first start and the first page may both find the registry missing.
        self._making = Lock()
        self._client: MlflowClient | None = None

    @property
    def client(self) -> "MlflowClient":
        """MLflow's client on our own database; the first call imports MLflow (seconds).

        That call may wait for the registry's lock, so no other lock may be held during it. Hence no
        cached_property, which in Python 3.11 has a lock of its own. Two threads may both create
        one.
        """
        if self._client is None:
            _require_plain(str(self._settings.home))
            make_whole(self._settings)
            import_mlflow()
            from mlflow import MlflowClient

            logging.getLogger("mlflow").setLevel(logging.WARNING)
            url = self._settings.registry
            self._client = MlflowClient(tracking_uri=url, registry_uri=url)
        return self._client

    def prepare(self) -> str:
        """Create database, experiment and model if missing; return the experiment's id."""
        with _sentences():
            client = self.client  # before the lock: see `client`
            with self._making:
                self._settings.runs.mkdir(parents=True, exist_ok=True)
                if not client.search_registered_models(f"name = '{MODEL}'"):
                    client.create_registered_model(MODEL, description=DESCRIPTION)
                return self._experiment()

    def _experiment(self) -> str:
        """Find or create the experiment for this home's files: MLflow ties one to a location.

        A home that was moved, or a second home on one registry, thus gets its own experiment. One
        that was deleted on MLflow's page is restored, with its runs: MLflow never gives its name
        away, and would refuse every new run.
        """
        here = self._settings.runs.as_uri()
        name = EXPERIMENT
        found = self.client.get_experiment_by_name(name)
        if found is not None and found.artifact_location != here:
            name = f"{EXPERIMENT} in {self._settings.runs}"
            found = self.client.get_experiment_by_name(name)
        if found is None:
            return str(self.client.create_experiment(name, here, KIND))
        if found.lifecycle_stage == "deleted":
            self._restore_experiment(found.experiment_id)
        return str(found.experiment_id)

    def _restore_experiment(self, experiment: str) -> None:
        """Restore an experiment without the runs that were deleted: MLflow restores all."""
        self.client.restore_experiment(experiment)
        deleted = f"tags.{DELETED_TAG} = 'yes'"
        for run in self.client.search_runs([experiment], deleted):
            self.client.delete_run(run.info.run_id)

    def close(self, run_ids: Sequence[str]) -> int:
        """Close runs that a killed process left open; return how many."""
        with _sentences():
            for run_id in run_ids:
                self.client.set_tag(run_id, "ended_by", "found unfinished at a start")
                self.client.set_terminated(run_id, "KILLED")
        return len(run_ids)

    def record(self, run: FinishedRun) -> tuple[str, int]:
        """Record the run and its files as not yet finished; return its id, and when it ended.

        Times are in milliseconds since the epoch. A shipped model was made before this home.
        """
        ended = round(1000 * run.made) or _now()
        with _sentences():
            started = ended - int(1000 * run.metrics.get("fit_seconds", 0.0))
            made = self.client.create_run(self.prepare(), started, _run_tags(run), run.name)
            run_id = str(made.info.run_id)
            self._log_figures(run_id, run, started, ended)
            self._log_dataset(run_id, run.dataset)
            self.client.log_artifacts(run_id, str(run.folder), MODEL_FOLDER)
            self.client.log_text(
                run_id, mlmodel(run_id, MODEL_FOLDER), f"{MODEL_FOLDER}/{MLMODEL_FILE}"
            )
            self.client.log_dict(run_id, dict(run.environment), ENVIRONMENT_FILE)
        return run_id, ended

    def finish(self, run_id: str, ended: int) -> int:
        """End a run and register its model; return the version's number.

        The version is created last, so it exists only if all of its files do.
        """
        with _sentences():
            self.client.set_terminated(run_id, end_time=ended)
            return self.add_version(run_id)

    def add_version(self, run_id: str) -> int:
        """Register the model of a finished run; return the version's number."""
        with _sentences():
            run = self.client.get_run(run_id)
            tags = {key: value for key, value in run.data.tags.items() if key in VERSION_TAGS}
            source = f"{run.info.artifact_uri}/{MODEL_FOLDER}"
            version = self.client.create_model_version(MODEL, source, run_id, tags=tags)
        return int(version.version)

    def _log_figures(self, run_id: str, run: FinishedRun, started: int, ended: int) -> None:
        import_mlflow()
        from mlflow.entities import Metric, Param

        parameters = [
            Param(name, str(value)[:MAX_PARAMETER]) for name, value in run.parameters.items()
        ]
        final = [Metric(name, value, ended, 0) for name, value in run.metrics.items()]
        epochs = [
            Metric(name, value, when, epoch)
            for epoch, (when, figures) in enumerate(_timed(run.history, started), start=1)
            for name, value in figures.items()
        ]
        self.client.log_batch(run_id, metrics=[*epochs, *final], params=parameters)

    def _log_dataset(self, run_id: str, learned_from: DatasetFacts) -> None:
        """Record the training dataset in the form that MLflow's own page shows."""
        import_mlflow()
        from mlflow.entities import Dataset, DatasetInput, InputTag
        from mlflow.utils.mlflow_tags import MLFLOW_DATASET_CONTEXT

        dataset = Dataset(
            name=learned_from.name,
            digest=learned_from.hash[:MAX_DIGEST],
            source_type="local",
            source=json.dumps({"uri": self._settings.data.as_uri()}),
            schema=json.dumps(picture_schema()),
            profile=json.dumps({**to_json(learned_from), "num_rows": learned_from.train}),
        )
        context = InputTag(MLFLOW_DATASET_CONTEXT, "training")
        self.client.log_inputs(run_id, [DatasetInput(dataset, [context])])

    def tag_run(self, run_id: str, key: str, value: str) -> None:
        with _sentences():
            self.client.set_tag(run_id, key, value)

    def delete_run(self, run_id: str) -> None:
        """Delete a run as MLflow does: its record and files stay, marked as deleted.

        The tag tells it from runs that MLflow marks because their experiment is deleted.
        """
        with _sentences():
            self.client.set_tag(run_id, DELETED_TAG, "yes")
            self.client.delete_run(run_id)

    def restore_run(self, run_id: str) -> None:
        with _sentences():
            self.client.restore_run(run_id)
            if DELETED_TAG in self.client.get_run(run_id).data.tags:
                self.client.delete_tag(run_id, DELETED_TAG)

    def set_alias(self, alias: str, number: int) -> None:
        with _sentences():
            self.client.set_registered_model_alias(MODEL, alias, str(number))

    def drop_alias(self, alias: str) -> None:
        with _sentences():
            self.client.delete_registered_model_alias(MODEL, alias)

    def add_change(self, order: int, change: Change) -> None:
        """Add to the history of champions, kept as tags of the registered model, by `order`."""
        whole = to_json(change) | {"reason": change.reason[:MAX_REASON]}
        value = json.dumps(whole, ensure_ascii=False)
        with _sentences():
            self.client.set_registered_model_tag(MODEL, f"{CHANGE_TAG}{order:06d}", value)


def _now() -> int:
    """Return milliseconds since the epoch, MLflow's unit."""
    return int(time.time() * 1000)


def _timed(
    history: Iterable[Mapping[str, float]], started: int
) -> Iterator[tuple[int, Mapping[str, float]]]:
    """Yield each epoch's figures with the time of its end (ms), for curves over time."""
    when = float(started)
    for figures in history:
        when += 1000 * figures.get(f"{EPOCH}seconds", 0.0)
        yield int(when), figures


def _run_tags(run: FinishedRun) -> dict[str, str]:
    """Return the run's tags, and those that MLflow's own page displays."""
    return dict(run.tags) | {
        "environment": ", ".join(f"{name} {version}" for name, version in run.environment.items()),
        "mlflow.user": _user(),
        "mlflow.source.name": "Fitting Room",
        "mlflow.source.type": "LOCAL",
        "mlflow.source.git.commit": run.tags.get("commit", "").removesuffix("+"),
        **({JOB_TAG: run.job} if run.job else {}),
    }


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container's user id may have no name
        return "unknown"


def _require_plain(home: str) -> None:
    """Refuse a home that MLflow would truncate: it parses the database's path as a URL."""
    if set(home) & set("#?%"):
        raise HomeUnusable(
            f"The home {home} has a #, ? or % in its name, which the model registry cannot handle. "
            "Rename the folder, or name another in FITTING_ROOM_HOME."
        )


@contextmanager
def _sentences() -> Iterator[None]:
    """Turn MLflow's errors into a sentence that the user can act on."""
    import_mlflow()
    from mlflow.exceptions import MlflowException
    from sqlalchemy.exc import SQLAlchemyError

    try:
        yield
    except (MlflowException, SQLAlchemyError, sqlite3.Error, OSError) as error:
        _log.warning("The registry refused a change: %s", error)
        raise HomeUnusable(
            f"The model registry refused a change{because(error)}. Check for a full disk or "
            "another program that is using it, then try again; what was registered before is "
            "untouched."
        ) from error
