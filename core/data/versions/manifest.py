"""The manifest of a version: who made it from what, when and why, and the hashes of its contents.

The manifest's own hash is in it, so that an edit by hand is noticed.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from core.records import Plain, to_json

MANIFEST, CHANGES, ADDED = "manifest.json", "changes.json", "added.npy"


@dataclass(frozen=True)
class Step:
    """One step from the published files to the version's pictures, and the hash after it."""

    name: str
    parameters: Mapping[str, Plain]
    hash: str  # SHA-256 of all pixels and labels after the step


@dataclass(frozen=True)
class Counts:
    """How many pictures a version changes against v1, and how many each split has."""

    relabelled: int
    excluded: int
    added: int
    train: int
    validation: int
    test: int


@dataclass(frozen=True)
class Manifest:
    """A dataset version. `created` is seconds since the epoch, `files` the SHA-256 by name."""

    name: str
    parent: str
    author: str
    created: float
    reason: str
    counts: Counts
    steps: tuple[Step, ...]
    hash: str  # SHA-256 of all pixels and labels: `Dataset.hash`
    files: Mapping[str, str] = field(default_factory=dict)
    seal: str = ""  # SHA-256 of everything above

    @property
    def number(self) -> int:
        return int(self.name.removeprefix("v"))

    def sealed(self) -> "Manifest":
        return replace(self, seal=self._seal())

    def intact(self) -> bool:
        """Return whether the manifest is as it was written."""
        return self.seal == self._seal()

    def _seal(self) -> str:
        content = json.dumps(to_json(replace(self, seal="")), sort_keys=True)
        return hashlib.sha256(content.encode()).hexdigest()
