"""Answer for all files of a batch, as a job that can be stopped, killed, and gone on with."""

import json
from collections import Counter
from functools import partial
from pathlib import Path
from typing import Any

from core.files import replace_whole
from core.jobs import Job, JobRefused, JobStopped, Runner
from core.predictor import Predictor
from core.registry import ModelVersion, Registry
from core.settings import Settings
from core.workflows.batch.files import BatchFiles, Entry
from core.workflows.batch.results import STATES, result_of
from core.workflows.batch.store import Batch, Batches
from core.workflows.experiments.parts import Durable
from core.workflows.predict.files import Answer, answer_one

KIND = "batch"
SHIPPED = "shipped"  # the name of the model in git before it is registered
MOST_TRIES = 2  # times that one file may end the whole program before it is left out


def start_batch(runner: Runner, batch: Batch, version: ModelVersion) -> Job:
    """Queue the answering of a batch, or its going on from the first file without an answer.

    One that was begun goes on with the model that it was begun with, whatever `version` is. It
    goes before trainings that wait: somebody sits before it. Raises JobRefused where it is being
    answered already.
    """
    if job_of(runner, batch.id, at_work=True):
        raise JobRefused("These files are being answered already.")
    begun = batch.results.all()[-1:]
    model = begun[0].model if begun else version.name
    parameters = {"batch": batch.id, "model": model}
    return runner.submit(KIND, _spoken(batch.title), parameters, priority=1)


def _spoken(title: str) -> str:
    """Return a title without marks that a list of jobs might take for more than words."""
    return "".join(mark if mark.isalnum() or mark in " .,-_" else "·" for mark in title)


def job_of(runner: Runner, batch_id: str, at_work: bool = False) -> Job | None:
    """Return the newest job on a batch; with `at_work` only one that has not ended."""
    jobs = (job for job in runner.jobs() if job.kind == KIND and not (at_work and job.state.ended))
    return next((job for job in jobs if job.parameters.get("batch") == batch_id), None)


def delete_batch(settings: Settings, runner: Runner, batch_id: str) -> None:
    """Remove a batch, its answers and its jobs. Raises JobRefused while it is being answered."""
    if job_of(runner, batch_id, at_work=True):
        raise JobRefused("These files are still being answered. Stop that first, then delete.")
    Batches(settings).delete(batch_id)
    for job in runner.jobs():
        if job.kind == KIND and job.parameters.get("batch") == batch_id:
            runner.delete(job.id)


def answer_batch(settings: Settings, registry: Registry, context: Durable) -> dict[str, Any]:
    """Answer for each file in turn, each written down before the next; return the counts.

    A later go starts behind the last answer. Raises JobStopped, ModelUnavailable, and BadPicture
    where the batch was deleted meanwhile.
    """
    batch = Batches(settings).get(context.parameters["batch"])
    model = str(context.parameters["model"])
    predictor = Predictor.load(_version(registry, model).folder)
    results = batch.results
    results.mend()
    tries = _Tries(batch.folder / "begun.json")
    counts = Counter(result.state for result in results.all())
    with batch.files() as files:
        entries = files.entries()
        for number in range(counts.total(), len(entries)):
            _report(context, counts, len(entries))
            if context.should_stop():
                raise JobStopped
            answer = _answer(files, entries[number], predictor, tries.begin(number))
            result = result_of(number, answer, model)
            results.add(result)
            counts[result.state] += 1
    return {"total": len(entries), **_by_state(counts)}


def _answer(files: BatchFiles, entry: Entry, predictor: Predictor, tries: int) -> Answer:
    if tries > MOST_TRIES:
        return Answer(entry.name, _FATAL)
    try:
        return answer_one(entry.name, partial(files.preparation, entry), predictor)
    except MemoryError:
        return Answer(entry.name, _MEMORY)


def _report(context: Durable, counts: Counter[str], total: int) -> None:
    done = counts.total()
    progress = {"done": done, "total": total, **_by_state(counts)}
    context.report(done / max(1, total), f"Picture {done + 1:,} of {total:,}", progress)


def _by_state(counts: Counter[str]) -> dict[str, int]:
    return {state: counts[state] for state in STATES}


def _version(registry: Registry, model: str) -> ModelVersion:
    """Find the model that a batch was begun with."""
    return registry.shipped() if model == SHIPPED else registry.get(model)


class _Tries:
    """Counts how often a file was begun: one that ends the program would end it every time."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._number, self._times = map(int, json.loads(path.read_text("utf-8")))
        except (OSError, ValueError, TypeError):
            self._number, self._times = -1, 0

    def begin(self, number: int) -> int:
        """Note that a file is begun; return how many times that makes."""
        self._times = self._times + 1 if number == self._number else 1
        self._number = number
        note = json.dumps([self._number, self._times])
        replace_whole(self._path, lambda beside: beside.write_text(note, "utf-8"))
        return self._times


_FATAL = "Opening it ended the program twice, so it was left out. Save it anew as a JPEG."
_MEMORY = "It takes more memory than is free. Close other programs, or save it smaller."
