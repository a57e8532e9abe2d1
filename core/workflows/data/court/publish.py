"""From verdicts to a dataset version: what would change, and its publication."""

from collections.abc import Iterable
from dataclasses import dataclass

from core.data.quality.verdicts import Decision, Verdict, Verdicts, changes_of, decided
from core.data.versions.manifest import Manifest
from core.data.versions.pictures import Pictures
from core.data.versions.store import Versions
from core.settings import Settings


@dataclass(frozen=True)
class Preview:
    """How many pictures of a version the verdicts relabel, exclude and bring back."""

    relabelled: int
    excluded: int
    restored: int  # excluded by the version, and given a label by a verdict

    @property
    def total(self) -> int:
        return self.relabelled + self.excluded + self.restored


def preview(verdicts: Iterable[Verdict], parent: Pictures) -> Preview:
    """Return what the verdicts would change of a version, given its pictures."""
    relabelled = excluded = restored = 0
    for one in decided(verdicts):
        out = bool(parent.excluded[one.picture])
        if one.decision is Decision.EXCLUDE:
            excluded += not out
        else:
            label = one.label if one.relabelled is None else one.relabelled
            restored += out
            relabelled += not out and label != parent.labels[one.picture]
    return Preview(relabelled, excluded, restored)


def publish_verdicts(settings: Settings, parent: str, reason: str, author: str = "") -> Manifest:
    """Publish a version of the parent with all verdicts of the home; return its manifest.

    Raises BadData if they change nothing of it, or leave a class without a picture;
    DataUnavailable if there is no such version; HomeUnusable if it cannot be written.
    """
    versions = Versions(settings)
    changes = changes_of(Verdicts(settings).all(), versions.changes(parent))
    return versions.publish(parent, changes, reason, author)
