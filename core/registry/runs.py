"""All finished trainings: read from the database without MLflow, changed through it."""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, fields
from typing import Any

from core.config_names import current
from core.errors import ModelUnavailable
from core.registry import lookup
from core.registry.lookup import EXPERIMENT, JOB_TAG
from core.registry.run import MAX_NOTE, EpochFigures, Run, clean_tags
from core.registry.store import DELETED_TAG, EPOCH, NOTE, PERSONS_TAGS, Store
from core.registry.version import ModelVersion
from core.settings import Settings

MIN_REFERENCE = 4  # characters of an id; fewer are too ambiguous

# A home that was moved has a second experiment, named after its location; see Store.
_OURS = (
    "from runs join experiments using (experiment_id) "
    "where runs.status = 'FINISHED' and runs.lifecycle_stage = :stage "
    f"and (experiments.name = '{EXPERIMENT}' or experiments.name like '{EXPERIMENT} in %')"
)
_EXPERIMENTS = "select experiment_id from experiments where artifact_location = :place"
_NEWEST_FIRST = "order by start_time desc, runs.rowid desc"
_RUNS = f"select run_uuid, runs.name, start_time, end_time {_OURS} {_NEWEST_FIRST}"
_IDS = f"(select run_uuid {_OURS})"
_PARAMETERS = f"select run_uuid, key, value from params where run_uuid in {_IDS}"
_TAGS = f"select run_uuid, key, value from tags where run_uuid in {_IDS}"
# Figures of epochs are read only for curves.
_FIGURES = (
    "select run_uuid, key, value, is_nan from latest_metrics "
    f"where substr(key, 1, {len(EPOCH)}) <> '{EPOCH}' and run_uuid in {_IDS}"
)
_DATA = (
    "select inputs.destination_id, datasets.name, datasets.digest from inputs "
    "join datasets on datasets.dataset_uuid = inputs.source_id "
    "where inputs.source_type = 'DATASET' and inputs.destination_type = 'RUN' "
    f"and inputs.destination_id in {_IDS}"
)
_EPOCHS = (
    "select run_uuid, key, value, is_nan, step from metrics "
    f"where substr(key, 1, {len(EPOCH)}) = '{EPOCH}' and (:only = '' or key = :only) "
    "and run_uuid in ({ids}) order by timestamp"
)


_EPOCH_FIGURES = frozenset(field.name for field in fields(EpochFigures)) - {"epoch"}


class Runs:
    """The finished trainings of one registry."""

    def __init__(
        self,
        settings: Settings,
        store: Store,
        changing: Callable[[], AbstractContextManager[None]],
        versions: Callable[[bool], tuple[ModelVersion, ...]],
    ) -> None:
        self._url, self._place = settings.registry, settings.runs.as_uri()
        self._store = store
        self._changing = changing  # the registry's lock: no promotion during a deletion
        self._versions = versions

    def all(self, deleted: bool = False) -> tuple[Run, ...]:
        """Return the runs that finished, newest first; with `deleted`, the deleted ones."""
        stage = "deleted" if deleted else "active"
        try:
            found = self._rows(_RUNS, stage)
        except LookupError:
            return ()
        if not found:
            return ()
        tables = _Tables(
            parameters={
                run: current(found) for run, found in self._texts(_PARAMETERS, stage).items()
            },
            figures=self._figures(stage),
            tags=self._texts(_TAGS, stage),
            data=self._data(stage),
            versions={version.run_id: version for version in self._versions(True)},
        )
        return tuple(tables.run(row, deleted) for row in found)

    def get(self, reference: str) -> Run:
        """Find a run by its id, the beginning of it, or the version that it made ("v3").

        Raises ModelUnavailable if there is none, or it was deleted.
        """
        runs = self.all()
        for run in runs:
            if reference in (run.id, run.label):
                return run
        begun = [run for run in runs if run.id.startswith(reference)]
        if len(begun) == 1 and len(reference) >= MIN_REFERENCE:
            return begun[0]
        raise ModelUnavailable(
            f"There is no run {reference!r}. It may have been deleted, perhaps in another window; "
            "the Runs page lists all runs and can restore deleted ones."
        )

    def experiment(self) -> str | None:
        """Return the MLflow id of this home's experiment; None before it has any runs."""
        try:
            found = lookup.rows(self._url, _EXPERIMENTS, place=self._place)
        except LookupError:
            return None
        return str(found[0][0]) if found else None

    def histories(
        self, run_ids: Sequence[str], only: str = ""
    ) -> dict[str, tuple[EpochFigures, ...]]:
        """Return each epoch's figures, or `only` one of them, by run, in order of epochs."""
        if not run_ids:
            return {}
        named = {f"id{place}": run_id for place, run_id in enumerate(run_ids)}
        query = _EPOCHS.format(ids=", ".join(f":{name}" for name in named))
        epochs: dict[str, dict[int, dict[str, float]]] = {run_id: {} for run_id in run_ids}
        try:
            found = lookup.rows(self._url, query, only=only and f"{EPOCH}{only}", **named)
        except LookupError:
            return {}
        for run_id, key, value, is_nan, step in found:
            name = key.removeprefix(EPOCH)
            if name in _EPOCH_FIGURES:
                row = epochs[run_id].setdefault(int(step), {})
                row[name] = _number(value, is_nan)
        return {
            run_id: tuple(EpochFigures(step, **rows[step]) for step in sorted(rows))
            for run_id, rows in epochs.items()
        }

    def set_tags(self, run_id: str, tags: Iterable[str]) -> tuple[str, ...]:
        """Replace a run's tags; return them as stored."""
        run, kept = self.get(run_id), clean_tags(tags)
        self._store.tag_run(run.id, PERSONS_TAGS, ", ".join(kept))
        return kept

    def set_note(self, run_id: str, note: str) -> None:
        """Set the user's note on a run; MLflow shows it as the description."""
        run = self.get(run_id)
        self._store.tag_run(run.id, NOTE, note.replace("\x00", "").strip()[:MAX_NOTE])

    def delete(self, run_id: str) -> Run:
        """Delete a run, and its version with it, until it is restored; return the run.

        Raises ModelUnavailable for the champion's run.
        """
        with self._changing():
            run = self.get(run_id)
            if run.champion:
                raise ModelUnavailable(
                    f"{run.name} made {run.label}, the champion, so it cannot be deleted. Make "
                    "another version the champion on the Models page first."
                )
            self._store.delete_run(run.id)
        return run

    def restore(self, run_id: str) -> None:
        """Restore a deleted run and its version; nothing happens if it is not deleted.

        Raises ModelUnavailable if there is no such run.
        """
        with self._changing():
            if any(run.id == run_id for run in self.all(deleted=True)):
                self._store.restore_run(run_id)
            else:
                self.get(run_id)

    def _rows(self, query: str, stage: str) -> Sequence[Sequence[Any]]:
        return lookup.rows(self._url, query, stage=stage)

    def _texts(self, query: str, stage: str) -> Mapping[str, dict[str, str]]:
        found: dict[str, dict[str, str]] = defaultdict(dict)
        for run_id, key, value in self._rows(query, stage):
            found[run_id][key] = str(value or "")
        return found

    def _figures(self, stage: str) -> Mapping[str, dict[str, float]]:
        found: dict[str, dict[str, float]] = defaultdict(dict)
        for run_id, key, value, is_nan in self._rows(_FIGURES, stage):
            found[run_id][key] = _number(value, is_nan)
        return found

    def _data(self, stage: str) -> dict[str, tuple[str, str]]:
        return {run: (str(name), str(digest)) for run, name, digest in self._rows(_DATA, stage)}


def _number(value: float, is_nan: bool) -> float:
    return math.nan if is_nan else float(value)


@dataclass(frozen=True)
class _Tables:
    """What the database holds about runs, each table by run id."""

    parameters: Mapping[str, dict[str, str]]
    figures: Mapping[str, dict[str, float]]
    tags: Mapping[str, dict[str, str]]
    data: Mapping[str, tuple[str, str]]
    versions: Mapping[str, ModelVersion]

    def run(self, row: Sequence[Any], deleted: bool) -> Run:
        run_id, name, start, end = row
        parameters, figures = self.parameters.get(run_id, {}), self.figures.get(run_id, {})
        tags, (data, digest) = self.tags.get(run_id, {}), self.data.get(run_id, ("", ""))
        version = self.versions.get(run_id)
        return Run(
            id=run_id,
            name=str(name),
            started=(start or 0) / 1000,
            seconds=figures.get("fit_seconds", ((end or 0) - (start or 0)) / 1000),
            parameters=parameters,
            figures=figures,
            facts={key: value for key, value in tags.items() if not _internal(key)},
            data=parameters.get("data") or data,
            data_hash=digest,
            tags=clean_tags(tags.get(PERSONS_TAGS, "").split(",")),
            note=tags.get(NOTE, ""),
            version=version.number if version else None,
            champion=bool(version and version.is_champion),
            deleted=deleted,
        )


def _internal(key: str) -> bool:
    return key.startswith("mlflow.") or key in (PERSONS_TAGS, JOB_TAG, DELETED_TAG)
