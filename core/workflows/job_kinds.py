"""The kinds of background jobs there are, and the runner that knows them all."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from core.jobs import JobContext, Runner, Work, shared_runner
from core.registry import Registry
from core.settings import Settings
from core.training import TrainConfig
from core.workflows.batch import job as batch
from core.workflows.experiments import crossvalidation, seeds, sweep
from core.workflows.photos import job as ablation_job
from core.workflows.train import finetune as teach
from core.workflows.train.train import train_model


def runner_for(settings: Settings, registry: Registry) -> Runner:
    """Return this process's runner for a home; it can start every kind of job from its record."""
    return shared_runner(settings.jobs, kinds_for(settings, registry))


def kinds_for(settings: Settings, registry: Registry) -> dict[str, Work]:
    """Return the work behind each kind of job, by its name in the record."""
    return {
        "train": partial(_train, settings, registry),
        seeds.KIND: partial(seeds.train_seeds, settings, registry),
        batch.KIND: partial(batch.answer_batch, settings, registry),
        crossvalidation.KIND: partial(crossvalidation.cross_validate, settings),
        sweep.KIND: partial(sweep.sweep_settings, settings),
        ablation_job.KIND: partial(ablation_job.run_ablation, settings, registry),
        teach.KIND: partial(teach.teach_job, settings, registry),
    }


def _train(settings: Settings, registry: Registry, context: JobContext) -> Mapping[str, Any]:
    config = TrainConfig.from_dict(context.parameters)
    return train_model(settings, registry, config, context, context.folder)
