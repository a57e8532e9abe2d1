"""What goes wrong in a home with one damaged file: started, shown on all pages, its jobs run.

A job to which the file belongs is run: an interrupted or stopped one is resumed, a done one is
started again with the same parameters. By its first epoch or picture it has read the file, so it is
stopped then. The sweep database belongs to the sweep; the record of jobs belongs to all jobs, of
which the newest that can be resumed is run. No other job is run: none of them reads the file.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.harness.as_home import as_home
from benchmarks.robustness.damaged.home_contents import Contents, contents
from core.data.user_pictures.cases import Cases
from core.data.user_pictures.wardrobe import Wardrobe
from core.errors import FittingRoomError
from core.jobs import AnyJob, Runner
from core.registry import Registry
from core.settings import Settings
from core.workflows.batch.store import Batches
from core.workflows.experiments.sweep import SWEEP
from core.workflows.home import prepare_home
from core.workflows.job_kinds import KINDS, runner_for
from core.workflows.photos.job import ABLATION

PATIENCE = 300.0  # seconds for a page or a job
GLANCE = 0.1  # seconds between two looks at a job
UNEXPECTED = "should not"  # of the sentence about an error that nobody foresaw


@dataclass(frozen=True)
class DamagedHome:
    """A home with one damaged file, whose path is relative to it, and what it held before."""

    home: Path
    damaged: Path
    before: Contents
    said: list[str] = field(default_factory=list)  # the messages on its pages

    @property
    def settings(self) -> Settings:
        return Settings(home=self.home)

    def trouble(self) -> Iterator[str]:
        """Yield what goes wrong, as sentences; nothing if the case ends well."""
        from tools.app_test import PAGES

        yield from self._start()
        with as_home(self.home):
            for name in PAGES:
                yield from self._open(name)
        yield from self._missing(contents(self.home))
        yield from self._pictures()
        yield from self._jobs()

    def _start(self) -> Iterator[str]:
        """Start the app on the home, in its order; it would prepare the home in the background."""
        yield from _refused("the start of the runner", self._runner)
        yield from _refused("the start", lambda: prepare_home(self.settings, self._registry()))

    def _open(self, name: str) -> Iterator[str]:
        from tools.app_test import open_page

        page = open_page(name, PATIENCE)
        for error in page.exception:
            yield f"{name} shows a traceback: {error.message[:200]}"
        words = [str(one.value) for one in (*page.error, *page.warning)]
        self.said.extend(words)
        for each in words:
            if not each.strip() or UNEXPECTED in each:
                yield f"{name} shows an error without a reason: {each!r}"

    def _missing(self, after: Contents) -> Iterator[str]:
        for item in sorted(self.before.items - after.items):
            if not self._is_of(item):
                yield f"{item} is gone, whose file was not damaged"
            elif not any(self.said):
                yield f"{item} is gone, and no page says so"
        for name, _ in sorted(self.before.files - after.files):
            if name != self.damaged.as_posix():
                yield f"{name} is gone or changed, which was not damaged"

    def _is_of(self, item: str) -> bool:
        """Return whether the damaged file is the only record of an item."""
        kind, id_ = item.split("/")
        if self.damaged.name == "registry.db":
            return kind.startswith(("versions", "threshold"))
        if self.damaged.name == "jobs.db":
            return not (self.settings.jobs.with_suffix("") / id_).is_dir()
        return id_ in self.damaged.as_posix()

    def _pictures(self) -> Iterator[str]:
        for one in (*Wardrobe(self.settings).items(), *Cases(self.settings).items()):
            yield from _refused("a stored picture", one.original)
        for batch in Batches(self.settings).all():
            with batch.files() as files:
                for entry in files.entries():
                    yield from _refused("a picture", partial(files.preparation, entry))

    def _jobs(self) -> Iterator[str]:
        runner = self._runner()
        for job in self._concerned(runner.jobs()):
            again = runner.resume(job.id) if job.resumable else self._repeat(runner, job)
            ended = _begun(runner, again.id)
            if UNEXPECTED in ended.error:
                yield f"{job.title} fails with: {ended.error}"

    def _repeat(self, runner: Runner, job: AnyJob) -> AnyJob:
        kind = next(kind for kind in KINDS if kind.name == job.kind)
        return runner.submit(kind, job.title, job.parameters)

    def _concerned(self, jobs: Sequence[AnyJob]) -> Sequence[AnyJob]:
        """Return the jobs to run, of all those of the home, newest first."""
        if self.damaged.name == "jobs.db":
            return [job for job in jobs if job.resumable][:1]
        return [job for job in jobs if self._reads(job)]

    def _reads(self, job: AnyJob) -> bool:
        """Return whether a job reads the damaged file."""
        path = self.damaged.as_posix()
        if path == "models/sweeps.db":
            return job.kind == SWEEP.name
        if path.startswith("models/jobs/"):
            return job.id in path
        if path.startswith("data/batches/"):
            return getattr(job.parameters, "batch", None) == self.damaged.parts[2]
        return path.startswith("data/ablations/") and job.kind == ABLATION.name

    def _registry(self) -> Registry:
        return Registry(self.settings)

    def _runner(self) -> Runner:
        return runner_for(self.settings, self._registry())


def _begun(runner: Runner, job_id: str) -> AnyJob:
    """Run a job until it has done some work, then stop it; return how it ended."""
    for _ in range(round(PATIENCE / GLANCE)):
        with suppress(TimeoutError):
            return runner.wait(job_id, GLANCE)
        job = runner.get(job_id)
        if job and job.reported and job.fraction:
            break
    runner.stop(job_id)
    return runner.wait(job_id, PATIENCE)


def _refused(what: str, act: Callable[[], Any]) -> Iterator[str]:
    """Yield a sentence unless something works, or is refused with a message."""
    try:
        act()
    except FittingRoomError as error:
        if not str(error).strip():
            yield f"{what} is refused without a message"
    except Exception as error:  # noqa: BLE001 - such errors are what this looks for
        yield f"{what} fails with {type(error).__name__}: {error}"
