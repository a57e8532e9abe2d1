"""The generated parts of the data card: what v1 is, the checks, and the lineage."""

from collections.abc import Iterator

from core.data.checks.table import CHECKS
from core.data.classes import CLASS_NAMES
from core.data.dataset import SIDE
from core.data.fashion_mnist import published
from core.data.split import SPLIT_SEED, VALIDATION_PER_CLASS
from core.model_files import read_facts
from core.settings import Settings
from core.workflows.data.catalogue import PUBLISHER, original_manifest
from core.workflows.data.lineage import VersionNode, as_mermaid

Row = tuple[str, ...]


def card_rows() -> Iterator[Row]:
    """Yield what v1 is: a name and a value each."""
    manifest = original_manifest()
    counts = manifest.counts
    total = counts.train + counts.validation + counts.test
    each = total // len(CLASS_NAMES)
    yield "name", "Fashion-MNIST, `v1`"
    yield "published by", f"{PUBLISHER}, August 2017, arXiv 1708.07747, MIT licence"
    yield "pictures", f"{total:,} of {SIDE}×{SIDE} pixels, one grey value of 0–255 each"
    yield "classes", f"{', '.join(CLASS_NAMES)}: {each:,} pictures each"
    yield "train", f"{counts.train:,}"
    yield (
        "validation",
        f"{counts.validation:,}: {VALIDATION_PER_CLASS} of each class, seed {SPLIT_SEED}",
    )
    yield "test", f"{counts.test:,}; only for reporting"
    yield "SHA-256 of all pixels and labels", f"`{manifest.hash}`"


def check_rows() -> Iterator[Row]:
    """Yield every check with its severity and threshold."""
    for one in CHECKS:
        when = "at the first fetch, too" if one.quick else "on request, and before a training"
        yield (
            one.title,
            f"`{one.name}`",
            one.severity.value,
            f"{one.threshold:g} ({one.unit})",
            when,
        )


def step_rows() -> Iterator[Row]:
    """Yield the steps from the published files to the model that is shipped, with their hashes."""
    for file in published.FILES:
        yield f"`data/raw/{file.name}`", "as published", f"`{file.sha256}`"
    for step in original_manifest().steps:
        words = ", ".join(f"{name} {value}" for name, value in step.parameters.items())
        yield f"step `{step.name}`", words, f"`{step.hash}`"
    facts = read_facts(Settings().shipped_champion)
    yield "the shipped model", f"learned from data {facts.dataset.name}", f"`{facts.dataset.hash}`"


def lineage_graph() -> str:
    """Return the lineage of a new home as a Mermaid drawing."""
    drawn = as_mermaid([VersionNode("v1", "", ("v1",))]).splitlines()
    drawn[1:1] = ['  raw[/"data/raw, four files"/]', "  raw -- split --> data_v1"]
    return "\n".join(["```mermaid", *drawn, "```"])
