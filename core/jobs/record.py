"""Convert jobs to rows of the record and back. An unreadable row becomes a job that says so."""

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

from core.errors import BadRecord
from core.jobs.job import AnyJob, Job, JobState
from core.jobs.kind import AnyKind, Kinds
from core.records import from_json, parse, stored_names, to_json

_FOUND_OUT = ("resumable", "elsewhere")  # set on reading, never stored
# Field of a job: column of the record, which may keep an older name.
COLUMNS = {name: column for name, column in stored_names(Job).items() if name not in _FOUND_OUT}
_JSON = ("parameters", "progress", "result")
_NUMBER = (int, float)
_ACCEPTED: Mapping[str, tuple[type, ...]] = {
    **dict.fromkeys(("id", "kind", "title", "message", "error", "state", *_JSON), (str,)),
    **dict.fromkeys(("created", "priority", "position", "spent", "fraction"), _NUMBER),
    **dict.fromkeys(("started", "reported", "finished", "eta"), (*_NUMBER, type(None))),
}
UNREADABLE = (
    "This job's record is damaged or from another version of this program and can no longer be "
    "read. You can delete it."
)
RESULT_UNREADABLE = (
    "The result of this job can no longer be read: its record is damaged or from another version "
    "of this program. You can delete it; models that it registered are on the Models page."
)


def as_recorded(kind: AnyKind, result: Any) -> Any:
    """Return a result as a later process will read it; TypeError or BadRecord if it cannot."""
    return parse(kind.result, json.dumps(to_json(result)))


def row_of(job: AnyJob, owner: str) -> dict[str, Any]:
    """Return a job as a row: plain values by column."""
    values = {column: getattr(job, name) for name, column in COLUMNS.items()} | {"owner": owner}
    values |= {name: _json(values[name]) for name in _JSON}
    return {column: _writable(value) for column, value in values.items()}


def job_of(row: sqlite3.Row, kinds: Kinds) -> AnyJob:
    """Return the job of a row; an unreadable row becomes a failed job that says so.

    A job of an unknown kind keeps its parameters as stored, and neither progress nor result.
    """
    try:
        job = _plain_job(row)
        return _typed(job, row, kinds[job.kind]) if job.kind in kinds else job
    except (ValueError, TypeError, BadRecord):
        return Job(
            str(row["id"]),
            str(row["kind"]),
            str(row["title"]),
            JobState.FAILED,
            created=number_in(row["created"]),
            parameters=None,
            finished=number_in(row["finished"] or row["created"]),
            error=UNREADABLE,
        )


def _plain_job(row: sqlite3.Row) -> AnyJob:
    values: dict[str, Any] = {name: row[column] for name, column in COLUMNS.items()}
    for name, accepted in _ACCEPTED.items():
        if not isinstance(values[name], accepted):
            raise TypeError(f"{name} is {values[name]!r:.40}")
    parameters = parse(Any, values["parameters"])
    state = JobState(values["state"])
    return Job(**values | {"parameters": parameters, "state": state, **_NOTHING_YET})


_NOTHING_YET = {"progress": None, "result": None}


def _typed(job: AnyJob, row: sqlite3.Row, kind: AnyKind) -> AnyJob:
    """Give parameters, progress and result their types; raises BadRecord for the parameters."""
    job = replace(
        job,
        parameters=from_json(kind.parameters, job.parameters),
        progress=_read(kind.progress, row["progress"]),
        result=_read(kind.result, row["result"]),
    )
    if job.state is JobState.DONE and job.result is None:
        return replace(job, state=JobState.FAILED, error=RESULT_UNREADABLE)
    return job


def _read(form: type, text: str) -> Any:
    """Read a column; None if it is empty or has another form."""
    try:
        values = parse(Any, text)
        return from_json(form, values) if values or not fields(form) else None
    except (ValueError, TypeError, BadRecord):
        return None


def _json(value: object) -> str:
    """Serialise a value: non-JSON parts as text; {} if it contains itself or changes meanwhile."""
    try:
        return json.dumps({} if value is None else to_json(value), default=str, skipkeys=True)
    except (ValueError, RuntimeError):
        return "{}"


def _writable(value: Any) -> Any:
    """Replace what is not Unicode, such as in a foreign file name, so that the job is not lost."""
    return value.encode(errors="replace").decode() if isinstance(value, str) else value


def number_in(value: object) -> float:
    """Return a column's number; 0 if it holds none."""
    return float(value) if isinstance(value, _NUMBER) else 0.0
