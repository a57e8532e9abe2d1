"""Convert a trained model's facts to a run for the registry."""

from pathlib import Path

from core.model_facts import ModelFacts
from core.records import to_json
from core.registry import FinishedRun


def finished_run(folder: Path, facts: ModelFacts, job: str = "") -> FinishedRun:
    """Convert the facts of a training, done by `job`, to the form that the registry records."""
    figures = {
        f"{split}_{name}": value
        for split, metrics in facts.metrics.items()
        for name, value in to_json(metrics).items()
        if isinstance(value, (int, float))
    }
    # Prefixed, or the final figure of a split would become a point of its curve.
    epochs = [
        {f"epoch_{name}": value for name, value in to_json(row).items() if name != "epoch"}
        for row in facts.history
    ]
    return FinishedRun(
        name=f"{facts.recipe}, seed {facts.seed}",
        folder=folder,
        dataset=facts.dataset,
        parameters={
            **{name: value for name, value in facts.config.items() if value != ""},
            "parameters": facts.parameters,
        },
        metrics=figures | {"fit_seconds": facts.fit_seconds},
        tags={"recipe": facts.recipe, "device": facts.device, "commit": facts.commit},
        history=epochs,
        environment=facts.environment,
        made=facts.created,
        job=job,
    )
