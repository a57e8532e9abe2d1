"""Background jobs: queue, progress, stop, and a record that outlives the process.

Knows nothing of what the work is. The only package that starts threads.
"""

from core.jobs.context import JobContext
from core.jobs.job import AnyJob, Job, JobRefused, JobState, JobStopped
from core.jobs.kind import AnyKind, JobKind, NoProgress
from core.jobs.owner import alive, this_process
from core.jobs.resources import Meter, Resources
from core.jobs.runner import Runner, shared_runner
from core.jobs.store import JobStore
from core.jobs.threads import answering, run_in_thread

__all__ = [
    "AnyJob",
    "AnyKind",
    "Job",
    "JobContext",
    "JobKind",
    "JobRefused",
    "JobState",
    "JobStopped",
    "JobStore",
    "Meter",
    "NoProgress",
    "Resources",
    "Runner",
    "alive",
    "answering",
    "run_in_thread",
    "shared_runner",
    "this_process",
]
