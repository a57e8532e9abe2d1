"""Import labelled pictures as a new data version, after a preview of what is taken and why not."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from core.data.classes import CLASS_NAMES
from core.data.dataset import SIDE
from core.data.label_names import class_of
from core.data.versions.changes import Added
from core.data.versions.manifest import Manifest
from core.data.versions.pictures import Pictures, picture_name
from core.data.versions.store import Versions
from core.errors import BadData, BadPicture
from core.input_kind import AUTO
from core.jobs import JobStopped
from core.pictures import prepare
from core.pictures.segmentation.onnx_model import OnnxSegmenter
from core.settings import Settings
from core.text import counted, display_name
from core.workflows.context import Context, Silent
from core.workflows.data.imports.sources import Candidate, candidates

MAX_IMPORTED = 10_000  # pictures of one import
MAX_TRIES = 2  # times that a file may crash the program before it is refused
MAX_LABEL = 60  # characters of an unknown label that are shown


@dataclass(frozen=True)
class Refused:
    """A file that is not taken, and why, as a sentence."""

    name: str
    reason: str


@dataclass(frozen=True, eq=False)
class ImportPreview:
    """What an import would take, and what not. `source` is the name of the folder or file."""

    source: str
    parent: str
    added: Added
    refused: tuple[Refused, ...]

    @property
    def per_class(self) -> Mapping[str, int]:
        """How many pictures of each class would be taken."""
        return Counter(CLASS_NAMES[label] for label in self.added.labels)

    def in_words(self) -> str:
        """Return what would be taken and what not, as a sentence."""
        classes = ", ".join(f"{n:,} {name}" for name, n in sorted(self.per_class.items()))
        taken = f"{counted(len(self.added), 'picture')}{f' ({classes})' if classes else ''}"
        return f"{taken} to add to {self.parent}, {counted(len(self.refused), 'file')} refused."


def preview_import(
    settings: Settings,
    source: Path,
    parent: str = "v1",
    kind: str = AUTO,
    context: Context | None = None,
) -> ImportPreview:
    """Read and prepare the pictures of a folder, zip or CSV; nothing is written.

    A folder and a zip have one subfolder a class; a CSV has the columns file and label. Labels are
    names of classes, or 0 to 9. `kind` is auto or an InputKind. Raises BadData for a source that
    cannot be used at all, DataUnavailable for an unknown parent, JobStopped.
    """
    preparing = Preparing(settings, parent, kind)
    with candidates(source) as found:
        if not found:
            raise BadData(f"{source} holds no pictures. Make one subfolder a class.")
        return preparing.preview(found, display_name(source.name), context or Silent())


def publish_import(
    settings: Settings, preview: ImportPreview, reason: str = "", author: str = ""
) -> Manifest:
    """Publish the pictures of a preview as a new version of its parent, in the train split.

    Raises BadData if there is nothing to add; HomeUnusable if it cannot be written.
    """
    if not len(preview.added):
        raise BadData(
            f"Nothing to import from {preview.source}: none of "
            f"{counted(len(preview.refused), 'file')} can be taken."
        )
    versions = Versions(settings)
    changes = versions.changes(preview.parent).with_added(preview.added)
    words = f"Imported {counted(len(preview.added), 'picture')} from {preview.source}"
    return versions.publish(preview.parent, changes, reason or words, author)


@dataclass(frozen=True)
class ImportCounts:
    """How many files are taken and refused so far, of how many."""

    total: int = 0
    taken: int = 0
    refused: int = 0


class Preparing:
    """Prepares the pictures of an import. `kept` are those of an earlier, interrupted attempt."""

    def __init__(
        self, settings: Settings, parent: str, kind: str, kept: "Kept | None" = None
    ) -> None:
        """Raises DataUnavailable for an unknown parent."""
        self._intake = _Intake(Versions(settings).pictures(parent), parent)
        self._parent, self._kind, self._kept = parent, kind, kept
        self._segmenter = OnnxSegmenter(settings.segmentation)

    def preview(self, found: Sequence[Candidate], source: str, context: Context) -> ImportPreview:
        """Prepare every candidate; `source` is its origin's name. Raises JobStopped."""
        refused: list[Refused] = []
        for number, one in enumerate(found[:MAX_IMPORTED]):
            if context.should_stop():
                raise JobStopped
            counts = ImportCounts(len(found), number - len(refused), len(refused))
            words = f"Picture {number + 1:,} of {len(found):,}"
            context.report(number / len(found), words, counts)
            try:
                label = _label_of(one)
                self._intake.take(one.name, label, self._pixels(number, one))
            except BadPicture as error:
                refused.append(Refused(one.name, str(error)))
            except MemoryError:
                refused.append(Refused(one.name, _MEMORY))
        refused += [Refused(one.name, _TOO_MANY) for one in found[MAX_IMPORTED:]]
        return ImportPreview(source, self._parent, self._intake.added(), tuple(refused))

    def _pixels(self, number: int, one: Candidate) -> NDArray[np.uint8]:
        pixels = None if self._kept is None else self._kept.get(number)
        if pixels is None:
            if self._kept is not None and self._kept.begin(number) > MAX_TRIES:
                raise BadPicture(_FATAL)
            made = prepare(one.read(), self._kind, name=one.name, segmenter=self._segmenter)
            pixels = made.pixels
            if self._kept is not None:
                self._kept.add(number, pixels)
        return pixels


class Kept(Protocol):
    """Prepared pictures uint8 (28, 28) by the number of their file, which outlive a kill.

    `begin` returns how many times a file was begun, this time included.
    """

    def get(self, number: int) -> NDArray[np.uint8] | None: ...

    def begin(self, number: int) -> int: ...

    def add(self, number: int, pixels: NDArray[np.uint8]) -> None: ...


class _Intake:
    """Collects pictures, each once and none that the data has already."""

    def __init__(self, pictures: Pictures, parent: str) -> None:
        self._parent = parent
        self._known = {image.tobytes(): number for number, image in enumerate(pictures.images)}
        self._taken: dict[bytes, tuple[str, int]] = {}

    def take(self, name: str, label: int, pixels: np.ndarray) -> None:
        """Take a picture uint8 (28, 28). Raises BadPicture if it is there already."""
        content = pixels.tobytes()
        if content in self._known:
            where = picture_name(self._known[content])
            raise BadPicture(f"It is in {self._parent} already, as {where}.")
        if content in self._taken:
            other, given = self._taken[content]
            differs = "" if given == label else f", which is labelled {CLASS_NAMES[given]}"
            raise BadPicture(f"It is the same picture as {other}{differs}.")
        self._taken[content] = name, label

    def added(self) -> Added:
        images = np.frombuffer(b"".join(self._taken), np.uint8).reshape(-1, SIDE, SIDE)
        names, labels = zip(*self._taken.values(), strict=True) if self._taken else ((), ())
        return Added(images, labels, names)


def _label_of(one: Candidate) -> int:
    if one.refusal:
        raise BadPicture(one.refusal)
    label = class_of(one.label)
    if label is None:
        given = f"“{display_name(one.label, MAX_LABEL)}” is no class" if one.label else "No label"
        raise BadPicture(f"{given}. Use one of: {', '.join(CLASS_NAMES)}, or 0–9.")
    return label


_TOO_MANY = f"An import takes {MAX_IMPORTED:,} pictures. Import the rest by itself."
_FATAL = "Opening it crashed the program twice, so it was skipped. Save it again as a JPEG."
_MEMORY = "It takes more memory than is free. Close other programs, or save it smaller."
