"""A process that trains as the app does, to be killed: `… kill_target HOME CONFIG`.

It goes on with the job that an earlier such process left, or starts one. It says two lines: one
when batches are learned, one with the model's hash when that is registered.
"""

import json
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from core.jobs import Job, JobState, Runner
from core.registry import Registry
from core.settings import Settings
from core.training import TrainConfig
from core.workflows.home import prepare_home
from core.workflows.job_kinds import runner_for
from core.workflows.train.train import start_training

LOOK_EVERY = 0.02  # seconds


def main(place: str, config: str) -> int:
    settings = Settings(home=Path(place))
    registry = Registry(settings)
    prepare_home(settings, registry)
    runner = runner_for(settings, registry)
    job, resumed = go_on(runner, TrainConfig.from_dict(json.loads(config)))
    wait_until_learning(runner, job)
    say({"resumed": resumed})
    ended = runner.wait(job.id)
    if ended.state is not JobState.DONE:
        print(f"The training ended as {ended.state}: {ended.error}", file=sys.stderr)
        return 1
    say({"onnx_sha256": registry.get(ended.result["name"]).facts()["onnx_sha256"]})
    return 0


def go_on(runner: Runner, config: TrainConfig) -> tuple[Job, bool]:
    """Take up the newest job where something is left to go on from, else start one."""
    newest = next(iter(runner.jobs()), None)
    if newest is not None and newest.resumable:
        return runner.resume(newest.id), True
    return start_training(runner, config), False


def wait_until_learning(runner: Runner, job: Job) -> None:
    """Return at the first batch, or when the job has ended."""
    now: Job | None = job
    while now is not None and not now.state.ended:
        if now.progress.get("batch") and now.progress != job.progress:  # not what was left of it
            return
        with suppress(TimeoutError):
            runner.wait(job.id, LOOK_EVERY)
        now = runner.get(job.id)


def say(line: dict[str, Any]) -> None:
    print(json.dumps(line), flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
