"""Start the training that the form describes."""

from app import resources
from app.train.form import entered_config
from core.workflows.train.train import TrainingJob, start_training
from core.workflows.train.warm_start import with_warm_start


def start() -> TrainingJob:
    """Queue it. Raises UnknownRecipe, ModelUnavailable."""
    config = with_warm_start(entered_config(), resources.registry())
    return start_training(resources.runner(), config)
