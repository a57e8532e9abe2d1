"""Labelled pictures: a folder with one subfolder per label, or the wardrobe."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from core.data import CLASS_NAMES
from core.data.label_names import SYNONYMS, label_key
from core.data.user_pictures.wardrobe import Wardrobe
from core.errors import BadData, because
from core.input_kind import AUTO, InputKind
from core.pictures.system_files import added_by_system
from core.settings import Settings
from core.text import display_name
from core.workflows.predict.files import STROKES

# Folder name -> classes that count as correct; if none, abstaining is correct.
Mapped = Mapping[str, tuple[str, ...]]
NAMES: Mapped = {
    **{name: (label,) for name, label in SYNONYMS.items()},
    "shoes": ("Sandal", "Sneaker", "Ankle boot"),
    "shoe": ("Sneaker", "Ankle boot"),
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
        names = [display_name(name) for name in unknown]
        raise BadData(
            f"No class is known for: {', '.join(names)}. Rename, or give --mapping a JSON file "
            'such as {"' + names[0] + '": "Coat"}; null means none of the ten.'
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
        paths = _listed(folder)
        groups = [(path.stem, [path]) for path in paths if path.name.endswith(STROKES)]
        for inner in filter(Path.is_dir, paths):
            files = [path for path in _listed(inner) if path.is_file()]
            groups += [(inner.name, files)] if files else []
    except OSError as error:
        where = error.filename or folder  # a subfolder may be another user's
        raise BadData(f"{where} cannot be read: {error.strerror}.") from error
    if not groups:
        raise BadData(f"{folder} holds no subfolders with pictures. Make one subfolder per label.")
    return groups


def _listed(folder: Path) -> list[Path]:
    """Return a folder's contents in order, without what operating systems and tools add."""
    return sorted(path for path in folder.iterdir() if not added_by_system(path.name))


def unknown_labels(labels: list[str], mapping: Mapped) -> list[str]:
    """Return the labels that the mapping does not have, ignoring case."""
    return [label for label in labels if label_key(label) not in mapping]


def accepted_classes(label: str, mapping: Mapped) -> tuple[str, ...]:
    """Return the classes that count as correct for a label; none if it is outside the ten."""
    return mapping.get(label_key(label), ())


def read_mapping(path: Path | None) -> Mapped:
    """Read a JSON object, folder -> class, list of classes, or null; it extends the known names."""
    if path is None:
        return NAMES
    try:
        given = json.loads(path.read_text("utf-8-sig"))
    except RecursionError as error:
        raise BadData(f"The mapping {path} is nested too deeply. {_FORM}") from error
    except (OSError, ValueError) as error:
        raise BadData(f"The mapping {path} cannot be read{because(error)}. {_FORM}") from error
    if not isinstance(given, dict):
        raise BadData(f'The mapping {path} must be a JSON object such as {{"hoodie": "Pullover"}}.')
    found = {label_key(name): _classes(value) for name, value in given.items()}
    wrong = {name for classes in found.values() for name in classes} - set(CLASS_NAMES)
    if wrong:
        raise BadData(f"No such class: {', '.join(sorted(wrong))}. Use {', '.join(CLASS_NAMES)}.")
    return {**NAMES, **found}


def _classes(value: object) -> tuple[str, ...]:
    if value is None:
        return ()
    classes = value if isinstance(value, list) else [value]
    if any(isinstance(one, list | dict) for one in classes):
        raise BadData(f"The mapping has a list or an object in a folder's classes. {_FORM}")
    return tuple(str(one) for one in classes)


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


_FORM = "Give each folder one class, a list of classes, or null."
