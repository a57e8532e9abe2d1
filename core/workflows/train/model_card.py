"""A model card in words, written from the facts of a training (after Mitchell et al. 2019)."""

from collections.abc import Mapping
from typing import Any

from core.data.classes import CLASS_NAMES

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

Probabilities are calibrated by one temperature for each road by which a picture can come, on the
validation split; for photos and drawings on its pictures made to look like such, with pictures of
none of the ten among them. A picture counts as known from a familiarity on: the point from which
the wanted share of those known there was right. Photos and drawings are asked about twice, as they
are and mirrored: the answer is the mean.

| road | temperature | known from familiarity | wanted right | known there |
| --- | --- | --- | --- | --- |
{roads}

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


def render(facts: Mapping[str, Any]) -> str:
    """Return the card as Markdown."""
    config, dataset = facts["config"], facts["dataset"]
    roads = {"the dataset's own": facts["calibration"], **facts["roads"]}
    counts = {name: dataset[name] for name in ("hash", "train", "validation", "test")}
    words = TEMPLATE.format(
        parameters=facts["parameters"],
        recipe=facts["recipe"],
        seed=config["seed"],
        epochs=config["epochs"],
        seconds=facts["fit_seconds"],
        device=facts["device"],
        commit=facts["commit"],
        rows="\n".join(_row(name, scores) for name, scores in facts["metrics"].items()),
        recalls="\n".join(_recalls(facts["metrics"]["test"]["recall"])),
        environment=", ".join(f"{name} {value}" for name, value in facts["environment"].items()),
        roads="\n".join(_road(name, own) for name, own in roads.items()),
        **counts,
    )
    return words


def _row(name: str, scores: Mapping[str, Any]) -> str:
    accuracy = (
        f"{scores['accuracy']:.2%} ({scores['accuracy_low']:.2%} to {scores['accuracy_high']:.2%})"
    )
    cells = (
        name,
        f"{scores['n']:,}",
        accuracy,
        f"{scores['log_loss']:.3f}",
        f"{scores['calibration_error']:.2%}",
        f"{scores['coverage']:.1%}",
        f"{scores['accuracy_when_known']:.2%}",
    )
    return f"| {' | '.join(cells)} |"


def _road(name: str, own: Mapping[str, Any]) -> str:
    return (
        f"| {name} | {own['temperature']:.3f} | {own['threshold']:.3f} | {own['wanted']:.0%} "
        f"| {own['coverage']:.1%} |"
    )


def _recalls(recall: list[float]) -> list[str]:
    return [f"| {name} | {share:.1%} |" for name, share in zip(CLASS_NAMES, recall, strict=True)]
