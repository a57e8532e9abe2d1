"""From v1 over the published versions to the models that learned from each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.data.user_pictures.holdout import base_of
from core.data.versions.original import NAME as ORIGINAL
from core.data.versions.store import Versions
from core.errors import FittingRoomError
from core.registry import Registry
from core.settings import Settings


@dataclass(frozen=True)
class VersionNode:
    """A dataset version: its parent ("" for v1), and the models that were trained on it."""

    name: str
    parent: str
    models: tuple[str, ...]
    retired: bool = False


def models_by_version(registry: Registry) -> Mapping[str, tuple[str, ...]]:
    """Return the names of the models that learned from each dataset version, oldest first.

    Those on a version with the wardrobe count for it. Deleted versions of a model that can be
    restored count too.
    """
    found: dict[str, list[str]] = {}
    for version in reversed(registry.versions(also_deleted=True)):
        try:
            learned_from = base_of(version.facts().dataset.name)
        except FittingRoomError:  # its files are gone; nothing says what it learned from
            continue
        found.setdefault(learned_from, []).append(version.name)
    return {name: tuple(models) for name, models in found.items()}


def lineage(settings: Settings, registry: Registry) -> tuple[VersionNode, ...]:
    """Return v1 and every version that can be read, oldest first."""
    versions, models = Versions(settings), models_by_version(registry)
    nodes = [VersionNode(ORIGINAL, "", models.get(ORIGINAL, ()))]
    nodes += [
        VersionNode(
            one.name,
            one.parent,
            models.get(one.name, ()),
            versions.retired(one.name) is not None,
        )
        for one in versions.intact()
    ]
    return tuple(nodes)


def as_mermaid(nodes: Sequence[VersionNode]) -> str:
    """Return the lineage as a Mermaid flowchart: data versions as cylinders, models as boxes."""
    lines = ["flowchart LR"]
    for node in nodes:
        words = f"{node.name} (retired)" if node.retired else node.name
        lines.append(f'  data_{node.name}[("data {words}")]')
        if node.parent:
            lines.append(f"  data_{node.parent} --> data_{node.name}")
        for model in node.models:
            lines.append(f'  model_{model}["model {model}"]')
            lines.append(f"  data_{node.name} -.-> model_{model}")
    return "\n".join(lines)
