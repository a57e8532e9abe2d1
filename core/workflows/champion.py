"""Make the model that the repository ships."""

from core.registry import ModelVersion
from core.settings import Settings
from core.training import TrainConfig
from core.workflows.context import Context
from core.workflows.model_card import render
from core.workflows.staging import staging
from core.workflows.train import load_dataset, train_into

LARGEST_BYTES = 1_000_000


def make_champion(settings: Settings, config: TrainConfig, context: Context) -> ModelVersion:
    """Train by `config` and replace the shipped champion's files, its model card included."""
    dataset = load_dataset(settings, config, context)
    target = settings.shipped_champion
    with staging(settings) as folder:
        facts = train_into(folder, config, dataset, context)
        (folder / "CARD.md").write_text(render(facts), "utf-8")
        size = sum(path.stat().st_size for path in folder.iterdir())
        if size > LARGEST_BYTES:
            raise ValueError(f"The champion would take {size} bytes of {LARGEST_BYTES} allowed.")
        target.mkdir(parents=True, exist_ok=True)
        for path in sorted(folder.iterdir()):
            path.replace(target / path.name)
    return ModelVersion(0, "", facts["created"], target)
