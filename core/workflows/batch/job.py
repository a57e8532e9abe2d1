"""Answer all files of a batch, as a job that can be stopped, killed and resumed."""

import json
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from core.files import replace_whole
from core.jobs import Job, JobKind, JobRefused, JobStopped, Runner
from core.predictor import Predictor
from core.registry import ModelVersion
from core.settings import Settings
from core.workflows.batch.files import BatchFiles, Entry
from core.workflows.batch.results import AnswerState, BatchResults, Result, result_of
from core.workflows.batch.store import Batch, Batches
from core.workflows.context import Context, Workplace
from core.workflows.predict.files import Answer, answer_one

MAX_TRIES = 2  # times that a file may crash the program before it is skipped
SECONDS_BETWEEN_SYNCS = 1.0  # what a power cut may cost; a sync takes as long as a small picture


@dataclass(frozen=True)
class BatchParameters:
    batch: str
    model: str  # the version's name


@dataclass(frozen=True)
class BatchCounts:
    """Counts of pictures: in all, answered, and by state of the answer."""

    total: int = 0
    done: int = 0
    sure: int = 0
    perhaps: int = 0
    unknown: int = 0
    unreadable: int = 0


BatchJob = Job[BatchParameters, BatchCounts, BatchCounts]


def start_batch(runner: Runner, batch: Batch, version: ModelVersion) -> BatchJob:
    """Queue the answering of a batch, or of its files that have no answer yet.

    A batch that was begun continues with the same model, whatever `version` is. It is queued before
    waiting trainings, since the user waits for it. Raises JobRefused if it is being answered
    already.
    """
    if job_on(runner, batch.id, at_work=True):
        raise JobRefused("These files are being answered already.")
    begun = (result.model for result in reversed(batch.results.with_removed()) if result.model)
    model = next(begun, version.name)
    return runner.submit(BATCH, batch.title, BatchParameters(batch.id, model), priority=1)


def job_on(runner: Runner, batch_id: str, at_work: bool = False) -> BatchJob | None:
    """Return the newest job on a batch; with `at_work` only one that has not ended."""
    jobs = (job for job in jobs_on(runner, batch_id) if not (at_work and job.state.ended))
    return next(jobs, None)


def jobs_on(runner: Runner, batch_id: str) -> Iterator[BatchJob]:
    """Yield the jobs on a batch, newest first; unreadable jobs belong to none."""
    for job in runner.jobs_of(BATCH):
        if job.parameters is not None and job.parameters.batch == batch_id:
            yield job


def delete_batch(settings: Settings, runner: Runner, batch_id: str) -> None:
    """Delete a batch; it can be restored. Raises JobRefused while it is being answered."""
    if job_on(runner, batch_id, at_work=True):
        raise JobRefused("These files are still being answered. Stop that first, then delete.")
    Batches(settings).delete(batch_id)


def erase_batches(settings: Settings, runner: Runner) -> None:
    """Remove all deleted batches for good, with their files, answers and jobs."""
    for batch_id in Batches(settings).erase():
        for job in jobs_on(runner, batch_id):
            runner.delete(job.id)


def answer_batch(place: Workplace, parameters: BatchParameters, context: Context) -> BatchCounts:
    """Answer each file that has no answer yet, recording one before the next; return the counts.

    Raises JobStopped, ModelUnavailable, and BadPicture if the batch was deleted meanwhile.
    """
    batch = Batches(place.settings).get(parameters.batch)
    predictor = Predictor.load(place.registry.named(parameters.model).folder)
    results = _Writer(batch.results)
    tries = _Tries(batch.folder / "begun.json")
    with batch.files(place.segmenter) as files, results:
        entries = files.entries()
        answered = batch.results.with_removed()
        states = {one.number: one.state for one in answered if one.number < len(entries)}
        counts = Counter(states.values())
        for number in (one for one in range(len(entries)) if one not in states):
            _report(context, counts, len(entries))
            if context.should_stop():
                raise JobStopped
            answer = _answer(files, entries[number], predictor, tries.begin(number))
            result = result_of(number, answer, parameters.model)
            if answer.preparation:
                batch.thumbnails.add(number, answer.preparation.stages[0].picture)
            results.add(result)
            counts[result.state] += 1
    return _counted(counts, len(entries))


class _Writer:
    """Appends answers, and waits for the disk now and then and at the end. Use it in `with`."""

    def __init__(self, results: BatchResults) -> None:
        self._results = results

    def __enter__(self) -> "_Writer":
        self._results.repair()
        self._synced = time.monotonic()
        return self

    def __exit__(self, *_: object) -> None:
        self._results.sync()

    def add(self, result: Result) -> None:
        self._results.add(result)
        if time.monotonic() - self._synced >= SECONDS_BETWEEN_SYNCS:
            self._results.sync()
            self._synced = time.monotonic()


def _answer(files: BatchFiles, entry: Entry, predictor: Predictor, tries: int) -> Answer:
    if tries > MAX_TRIES:
        return Answer(entry.name, _FATAL)
    try:
        return answer_one(entry.name, partial(files.preparation, entry), predictor)
    except MemoryError:
        return Answer(entry.name, _MEMORY)


def _report(context: Context, counts: Counter[AnswerState], total: int) -> None:
    done = counts.total()
    message = f"Picture {done + 1:,} of {total:,}"
    context.report(done / max(1, total), message, _counted(counts, total))


def _counted(counts: Counter[AnswerState], total: int) -> BatchCounts:
    by_state = {state: counts[state] for state in AnswerState}
    return BatchCounts(total, counts.total(), **by_state)


class _Tries:
    """Counts how often a file was begun: one that crashes the program would do so every time."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._number, self._times = map(int, json.loads(path.read_text("utf-8")))
        except (OSError, ValueError, TypeError):
            self._number, self._times = -1, 0

    def begin(self, number: int) -> int:
        """Record that a file is begun; return how many times in a row that makes."""
        self._times = self._times + 1 if number == self._number else 1
        self._number = number
        note = json.dumps([self._number, self._times])
        replace_whole(self._path, lambda beside: beside.write_text(note, "utf-8"))
        return self._times


_FATAL = "Opening it crashed the program twice, so it was skipped. Save it again as a JPEG."
_MEMORY = "It takes more memory than is free. Close other programs, or save it smaller."

BATCH = JobKind("batch", BatchParameters, BatchCounts, BatchCounts, answer_batch)
