"""The process to be killed, which trains as the app does: `… kill_target HOME CONFIG`.

It resumes the job of an earlier such process, or starts one. It prints two lines: one when training
steps have begun, one with the model's hash when the model is registered.
"""

import json
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from core.jobs import AnyJob, JobState, Runner
from core.registry import Registry
from core.settings import Settings
from core.training import TrainConfig
from core.workflows.home import prepare_home
from core.workflows.job_kinds import runner_for
from core.workflows.train.train import TrainingProgress, start_training

POLL = 0.02  # seconds


def main(home: str, config: str) -> int:
    settings = Settings(home=Path(home))
    registry = Registry(settings)
    prepare_home(settings, registry)
    runner = runner_for(settings, registry)
    job, resumed = resume_or_start(runner, TrainConfig.from_record(json.loads(config)))
    wait_until_learning(runner, job)
    emit({"resumed": resumed})
    ended = runner.wait(job.id)
    if ended.state is not JobState.DONE or ended.result is None:
        print(f"The training ended as {ended.state}: {ended.error}", file=sys.stderr)
        return 1
    emit({"onnx_sha256": registry.get(ended.result.name).facts().onnx_sha256})
    return 0


def resume_or_start(runner: Runner, config: TrainConfig) -> tuple[AnyJob, bool]:
    """Resume the newest job if it can be resumed, else start one."""
    newest = next(iter(runner.jobs()), None)
    if newest is not None and newest.resumable:
        return runner.resume(newest.id), True
    return start_training(runner, config), False


def wait_until_learning(runner: Runner, job: AnyJob) -> None:
    """Return after the first batch, or when the job has ended."""
    now: AnyJob | None = job
    while now is not None and not now.state.ended and not _learning(now.progress, job.progress):
        with suppress(TimeoutError):
            runner.wait(job.id, POLL)
        now = runner.get(job.id)


def _learning(now: TrainingProgress | None, before: TrainingProgress | None) -> bool:
    """Return whether a batch was processed since `before`, the progress of an earlier process."""
    return now is not None and now.batch > 0 and now != before


def emit(line: dict[str, Any]) -> None:
    print(json.dumps(line), flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
