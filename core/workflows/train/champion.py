"""Train the model that the repository ships."""

import shutil

from core.errors import TrainingFailed
from core.model_files import KERAS_FILE
from core.registry import ModelVersion
from core.settings import Settings
from core.training import TrainConfig
from core.workflows.context import Context
from core.workflows.train.model_card import render
from core.workflows.train.staging import staging
from core.workflows.train.train import load_dataset, train_into

MAX_BYTES = 1_000_000


def make_champion(settings: Settings, config: TrainConfig, context: Context) -> ModelVersion:
    """Train with `config` and replace the shipped champion's files, its model card included.

    Raises TrainingFailed, and replaces nothing, if the files take more than 1 MB.
    """
    dataset = load_dataset(settings, config, context)
    target = settings.shipped_champion
    with staging(settings) as folder:
        facts = train_into(folder, config, dataset, settings, context)
        (folder / KERAS_FILE).unlink()  # the bytes are better spent on a larger network
        (folder / "CARD.md").write_text(render(facts), "utf-8")
        size = sum(path.stat().st_size for path in folder.iterdir())
        if size > MAX_BYTES:
            raise TrainingFailed(
                f"The files take {size:,} bytes of the {MAX_BYTES:,} that the shipped model "
                "may: choose a smaller network. The model shipped before is untouched."
            )
        target.mkdir(parents=True, exist_ok=True)
        (target / KERAS_FILE).unlink(missing_ok=True)  # of a champion shipped before
        for path in sorted(folder.iterdir()):
            shutil.move(path, target / path.name)  # the home may be on another disk
    return ModelVersion(0, "", facts.created, target)
