"""A process that continues what was left and then trains, to be killed while it registers.

It is forked from one that has imported TensorFlow and MLflow: each kill is of a new process, and
none waits for them to load.
"""

from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path

from core.registry import Registry
from core.settings import Settings
from core.training import TrainConfig
from core.workflows.home import prepare_home
from core.workflows.job_kinds import runner_for
from core.workflows.train.train import start_training

IMPORTED = ["mlflow", "tensorflow", "keras", __name__]


def server() -> ForkServerContext:
    context = ForkServerContext()
    context.set_forkserver_preload(IMPORTED)
    return context


def started(
    context: ForkServerContext, home: Path, config: TrainConfig | None
) -> ForkServerProcess:
    """Start a process that continues interrupted jobs and then, with a `config`, trains."""
    process = context.Process(target=_work, args=(home, config), daemon=True)
    process.start()
    return process


def _work(home: Path, config: TrainConfig | None) -> None:
    settings = Settings(home=home)
    registry = Registry(settings)
    prepare_home(settings, registry)
    runner = runner_for(settings, registry)
    jobs = [runner.resume(job.id) for job in runner.jobs() if job.resumable]
    if config is not None:
        jobs.append(start_training(runner, config))
    for job in jobs:
        runner.wait(job.id)
