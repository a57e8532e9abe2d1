"""All kinds of background jobs, and the runner that knows them."""

from core.jobs import AnyKind, Runner, shared_runner
from core.registry import Registry
from core.settings import Settings
from core.workflows.batch.job import BATCH
from core.workflows.context import Workplace
from core.workflows.data.imports.job import IMPORT
from core.workflows.data.labels.audit import AUDIT
from core.workflows.data.picture_map.job import PROJECTION
from core.workflows.data.validate import VALIDATE
from core.workflows.evaluate.job import EVALUATE
from core.workflows.experiments.crossvalidation import CROSSVALIDATION
from core.workflows.experiments.seeds import SEEDS
from core.workflows.experiments.sweep import SWEEP
from core.workflows.photos.job import ABLATION
from core.workflows.predict.answers import ANSWERS
from core.workflows.train.finetune import FINETUNE
from core.workflows.train.train import TRAIN

KINDS: tuple[AnyKind, ...] = (
    TRAIN,
    SEEDS,
    CROSSVALIDATION,
    SWEEP,
    BATCH,
    ABLATION,
    FINETUNE,
    ANSWERS,
    VALIDATE,
    IMPORT,
    PROJECTION,
    AUDIT,
    EVALUATE,
)


def runner_for(settings: Settings, registry: Registry) -> Runner:
    """Return this process's runner for a home; it can start every kind of job from its record."""
    kinds = {kind.name: kind for kind in KINDS}
    return shared_runner(settings.jobs, kinds, Workplace(settings, registry))
