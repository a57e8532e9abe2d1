"""Checkpoints: the complete state of a training on disk, after each epoch or some steps."""

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from core.config_names import earlier
from core.data import Dataset
from core.errors import TrainingFailed, because
from core.files import write_whole
from core.training.config import TrainConfig
from core.training.results import EpochMetrics

KEPT = 2  # a power failure may truncate the newest; the one before is then intact
Arrays = tuple[np.ndarray, ...]


@dataclass(frozen=True, eq=False)
class Checkpoint:
    """A training after a finished epoch: everything needed to resume it with the same result.

    A fine-tuning has no epochs: it has an empty history, and the loss of each step.
    """

    history: tuple[EpochMetrics, ...]
    seconds: float  # of training so far
    generator: Mapping[str, Any]  # the state of the NumPy generator that orders and augments
    state: Arrays  # of network and optimizer, in their own order
    best: Arrays = field(default=())  # weights of the best epoch, if the config has patience
    best_epoch: int = 0  # from 1; 0 without patience
    losses: tuple[float, ...] = ()

    @property
    def epoch(self) -> int:
        return len(self.history)

    @property
    def place(self) -> int:
        """Return how far the training is: epochs, or steps of a fine-tuning."""
        return self.epoch or len(self.losses)

    @property
    def words(self) -> str:
        return f"{'epoch' if self.history else 'step'} {self.place}"


class Checkpoints:
    """Checkpoints in a folder, which is created on first use and may be shared by many trainings.

    Each is one .npz file named by its training, its place in it and the SHA-256 of its contents, so
    that truncated, altered or foreign files are recognised and skipped.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def save(self, training: str, checkpoint: Checkpoint) -> None:
        """Write a checkpoint, then remove all but the last two of this training.

        `training` is its `fingerprint`. Raises TrainingFailed if it cannot be written; the earlier
        ones are then untouched.
        """
        content = _packed(training, checkpoint)
        name = f"{training[:12]}-{checkpoint.place:04d}-{hashlib.sha256(content).hexdigest()}.npz"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            write_whole(self.folder / name, content)
            for path in self._files(training)[KEPT:]:
                path.unlink(missing_ok=True)
        except OSError as error:
            raise TrainingFailed(self._not_written(training, checkpoint, error)) from error

    def newest_first(self, training: str) -> Iterator[Checkpoint]:
        """Yield the intact checkpoints of a training; truncated or foreign files are skipped."""
        for path in self._files(training):
            found = _read(path, training)
            if found is not None:
                yield found

    def clear(self, config: TrainConfig, dataset: Dataset) -> None:
        """Remove the checkpoints of a training that no longer needs them."""
        for path in self._files(fingerprint(config, dataset)):
            path.unlink(missing_ok=True)

    def _files(self, training: str) -> list[Path]:
        """List the files that claim to be of this training, newest first."""
        return sorted(self.folder.glob(f"{training[:12]}-*.npz"), reverse=True)

    def _not_written(self, training: str, checkpoint: Checkpoint, error: OSError) -> str:
        left = next(self.newest_first(training), None)
        kept = f"The one after {left.words} is still there. " if left else ""
        then = "continue" if left else "start again"
        return (
            f"The checkpoint after {checkpoint.words} could not be written to {self.folder}"
            f"{because(error)}. {kept}Free some space, then {then}."
        )


def fingerprint(config: TrainConfig, dataset: Dataset) -> str:
    """Return the SHA-256 (hex) of everything that determines a training: config and pictures.

    Settings are hashed under their original names, so that older checkpoints still match.
    """
    digest = hashlib.sha256(json.dumps(earlier(config.as_record()), sort_keys=True).encode())
    for split in (dataset.train, dataset.validation):
        digest.update(f"{len(split)}\n".encode())
        digest.update(np.ascontiguousarray(split.images).data)
        digest.update(np.ascontiguousarray(split.labels).data)
    return digest.hexdigest()


def _packed(training: str, checkpoint: Checkpoint) -> bytes:
    """Return the checkpoint as the bytes of an .npz file: numbered arrays, the rest as JSON."""
    facts = {
        "training": training,
        "history": [asdict(epoch) for epoch in checkpoint.history],
        "seconds": checkpoint.seconds,
        "generator": checkpoint.generator,
        "best_epoch": checkpoint.best_epoch,
        "losses": checkpoint.losses,
        "counts": [len(checkpoint.state), len(checkpoint.best)],
    }
    arrays = {f"{i:04d}": array for i, array in enumerate((*checkpoint.state, *checkpoint.best))}
    buffer = io.BytesIO()
    text = np.frombuffer(json.dumps(facts).encode(), np.uint8)
    np.savez(buffer, allow_pickle=False, facts=text, **arrays)
    return buffer.getvalue()


def _read(path: Path, training: str) -> Checkpoint | None:
    """Read a checkpoint; None if it is damaged or of another training."""
    try:
        content = path.read_bytes()
        if hashlib.sha256(content).hexdigest() != path.stem.rpartition("-")[2]:
            return None
        return _unpacked(content, training)
    except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile):
        return None


def _unpacked(content: bytes, training: str) -> Checkpoint | None:
    with np.load(io.BytesIO(content), allow_pickle=False) as packed:
        facts = json.loads(packed["facts"].tobytes())
        states, bests = facts["counts"]
        arrays = tuple(packed[f"{i:04d}"] for i in range(states + bests))
    if facts["training"] != training:
        return None
    return Checkpoint(
        history=tuple(EpochMetrics(**epoch) for epoch in facts["history"]),
        seconds=facts["seconds"],
        generator=facts["generator"],
        state=arrays[:states],
        best=arrays[states:],
        best_epoch=facts["best_epoch"],
        losses=tuple(facts.get("losses", ())),
    )
