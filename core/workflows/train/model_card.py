"""Render a model card from the facts of a training (after Mitchell et al. 2019)."""

from collections.abc import Sequence

from core.calibration import Calibration
from core.data.classes import CLASS_NAMES
from core.model_facts import ModelFacts, SplitMetrics
from core.text import percent

TEMPLATE = """# Model card: the shipped champion

Made by `make champion`; every figure below was written by that run.

## What it is

A small convolutional network ({parameters:,} parameters) that sorts 28×28 pictures of garments into
the ten classes of Fashion-MNIST. Recipe `{recipe}`, seed {seed}, {epochs} epochs, trained in
{seconds:.0f} s on {device}; code at commit {commit}.

## Data

Fashion-MNIST (MIT licence), dataset hash `{hash}`: {train:,} pictures to train on,
{validation:,} for every choice, {test:,} for the report.

## Figures

| split | n | accuracy (95 % interval) | log-loss | calibration error | known | right if known |
| --- | --- | --- | --- | --- | --- | --- |
{rows}

Probabilities are calibrated by one temperature for each kind of input, on the validation split; for
photos and drawings on photos and drawings simulated from it, with out-of-distribution pictures
among them. A picture counts as known from a familiarity on (below, the model abstains): the point
from which the target accuracy was reached among those known there. Photos and drawings are asked
about twice, as they are and mirrored (test-time augmentation): the answer is the mean.

| input | temperature | known from familiarity | target accuracy | known there |
| --- | --- | --- | --- | --- |
{by_kind}

| class | recall on the test split |
| --- | --- |
{recalls}

## What it is for

Showing and teaching how a classifier is made, used and doubted. The software it came from:
{environment}.

## Limits

- It knows ten kinds of garment. Hats, shorts, skirts, socks and everything else are outside; it
  says "I don't know" to many of them, not to all.
- It saw catalogue pictures of one shop from before 2017, in grey, without people wearing them.
- On photos it depends on the garment being found first; its figures there are far below those
  above (see docs/pictures.md).
- Shirt, T-shirt, pullover and coat look alike at 28×28; most of its mistakes are among them.
- It must not be used to judge people or to decide anything that matters.
"""


def render(facts: ModelFacts) -> str:
    """Return the card as Markdown."""
    by_kind = [("the dataset's own", facts.calibration), *facts.by_input_kind.items()]
    dataset = facts.dataset
    simulated = {f"simulated {kind}s": one for kind, one in facts.simulated.items()}
    rows = {**facts.metrics, **simulated}
    return TEMPLATE.format(
        parameters=facts.parameters,
        recipe=facts.recipe,
        seed=facts.seed,
        epochs=facts.config["epochs"],
        seconds=facts.fit_seconds,
        device=facts.device,
        commit=facts.commit,
        hash=dataset.hash,
        train=dataset.train,
        validation=dataset.validation,
        test=dataset.test,
        rows="\n".join(_row(name, metrics) for name, metrics in rows.items()),
        recalls="\n".join(_recalls(facts.test.recall)),
        environment=", ".join(f"{name} {value}" for name, value in facts.environment.items()),
        by_kind="\n".join(_calibration(name, own) for name, own in by_kind),
    )


def _row(name: str, metrics: SplitMetrics) -> str:
    found = metrics.interval
    cells = (
        name,
        f"{metrics.n:,}",
        f"{percent(found.value, 2)} ({percent(found.low, 2)} to {percent(found.high, 2)})",
        f"{metrics.log_loss:.3f}",
        percent(metrics.calibration_error, 2),
        percent(metrics.coverage),
        percent(metrics.accuracy_when_known, 2),
    )
    return f"| {' | '.join(cells)} |"


def _calibration(name: str, own: Calibration) -> str:
    return (
        f"| {name} | {own.temperature:.3f} | {own.threshold:.3f} "
        f"| {percent(own.target_accuracy, 0)} | {percent(own.coverage)} |"
    )


def _recalls(recall: Sequence[float]) -> list[str]:
    return [
        f"| {name} | {percent(share)} |" for name, share in zip(CLASS_NAMES, recall, strict=True)
    ]
