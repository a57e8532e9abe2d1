"""Background work: queue, progress, stop, and a record that outlives the process.

Knows nothing of what the work is. The only room that starts threads.
"""

from core.jobs.context import JobContext, Work
from core.jobs.job import Job, JobRefused, JobState, JobStopped
from core.jobs.owner import alive, this_process
from core.jobs.resources import Meter, Resources
from core.jobs.runner import Runner, shared_runner
from core.jobs.store import JobStore

__all__ = [
    "Job",
    "JobContext",
    "JobRefused",
    "JobState",
    "JobStopped",
    "JobStore",
    "Meter",
    "Resources",
    "Runner",
    "Work",
    "alive",
    "shared_runner",
    "this_process",
]
