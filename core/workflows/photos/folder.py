"""Labelled pictures: a folder with one subfolder per label, or the wardrobe."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from core.data import CLASS_NAMES
from core.data.user_pictures.wardrobe import Wardrobe
from core.errors import BadData
from core.input_kind import AUTO, InputKind
from core.settings import Settings
from core.workflows.predict.files import STROKES

# Folder name -> classes that count as correct; if none, abstaining is correct.
Mapped = Mapping[str, tuple[str, ...]]
NAMES: Mapped = {
    "t-shirt": ("T-shirt/top",),
    "tshirt": ("T-shirt/top",),
    "pants": ("Trouser",),
    "trousers": ("Trouser",),
    "longsleeve": ("Pullover",),
    "sweater": ("Pullover",),
    "outwear": ("Coat",),
    "jacket": ("Coat",),
    "shoes": ("Sandal", "Sneaker", "Ankle boot"),
    "shoe": ("Sneaker", "Ankle boot"),
    "flip-flops": ("Sandal",),
    "purse": ("Bag",),
    "backpack": ("Bag",),
    "hat": (),
    "shorts": (),
    "skirt": (),
    "sock": (),
    **{name.lower(): (name,) for name in CLASS_NAMES},
}


@dataclass(frozen=True)
class LabelledFile:
    """A file with its label. `kind` is what `answer_files` takes, `name` is for display."""

    label: str
    path: Path
    kind: str
    name: str


def list_groups(folder: Path, mapping: Mapped) -> list[tuple[str, list[Path]]]:
    """Find (label, files) in a folder; raise BadData, saying what is wrong, if that fails."""
    groups = find_groups(folder)
    unknown = unknown_labels([name for name, _ in groups], mapping)
    if unknown:
        raise BadData(
            f"No class is known for: {', '.join(unknown)}. Rename, or give --mapping a JSON file "
            'such as {"' + unknown[0] + '": "Coat"}; null means none of the ten.'
        )
    return groups


def find_groups(folder: Path) -> list[tuple[str, list[Path]]]:
    """Find (label, files) in a folder, whatever the labels are called.

    A label is a subfolder with files in it, or a file of strokes. Raises BadData if there is none,
    or the folder cannot be read.
    """
    try:
        if not folder.is_dir():
            raise BadData(f"{folder} is not a folder.")
        groups = [(path.stem, [path]) for path in sorted(folder.glob(f"*{STROKES}"))]
        for inner in sorted(path for path in folder.iterdir() if path.is_dir()):
            files = sorted(p for p in inner.iterdir() if p.is_file() and not p.name.startswith("."))
            groups += [(inner.name, files)] if files else []
    except OSError as error:
        raise BadData(f"{folder} cannot be read: {error.strerror}.") from error
    if not groups:
        raise BadData(f"{folder} holds no subfolders with pictures. Make one subfolder per label.")
    return groups


def unknown_labels(labels: list[str], mapping: Mapped) -> list[str]:
    """Return the labels that the mapping does not have, ignoring case."""
    return [label for label in labels if label.lower() not in mapping]


def accepted_classes(label: str, mapping: Mapped) -> tuple[str, ...]:
    """Return the classes that count as correct for a label; none if it is outside the ten."""
    return mapping.get(label.lower(), ())


def read_mapping(path: Path | None) -> Mapped:
    """Read a JSON object, folder -> class, list of classes, or null; it extends the known names."""
    if path is None:
        return NAMES
    try:
        given = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise BadData(f"The mapping {path} cannot be read: {error}") from error
    if not isinstance(given, dict):
        raise BadData(f'The mapping {path} must be a JSON object such as {{"hoodie": "Pullover"}}.')
    found = {name.lower(): _classes(value) for name, value in given.items()}
    wrong = {name for classes in found.values() for name in classes} - set(CLASS_NAMES)
    if wrong:
        raise BadData(f"No such class: {', '.join(sorted(wrong))}. Use {', '.join(CLASS_NAMES)}.")
    return {**NAMES, **found}


def _classes(value: object) -> tuple[str, ...]:
    if value is None:
        return ()
    return tuple(str(v) for v in value) if isinstance(value, list) else (str(value),)


def files_in_folder(folder: Path, mapping: Mapped) -> list[LabelledFile]:
    """Return the labelled files of a folder, label by label. Raises as `list_groups` does."""
    return [
        LabelledFile(
            label, path, AUTO, f"{label}/{path.name}" if path.suffix != STROKES else path.name
        )
        for label, paths in list_groups(folder, mapping)
        for path in paths
    ]


def files_in_wardrobe(settings: Settings) -> list[LabelledFile]:
    """Return the photos and drawings of the wardrobe, label by label.

    Pictures in the dataset's own format are excluded: no stage applies to them. Raises BadData if
    none are left.
    """
    found = sorted(_photos_and_drawings(settings), key=lambda one: one.label)
    if not found:
        raise BadData(
            "The wardrobe holds no photos or drawings yet. Label some under their answers."
        )
    return found


def _photos_and_drawings(settings: Settings) -> Iterator[LabelledFile]:
    for item in Wardrobe(settings).items():
        if item.kind is not InputKind.PIXELS:
            yield LabelledFile(item.name, item.picture, item.kind, item.file or f"a {item.kind}")
