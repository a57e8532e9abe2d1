"""The classes by the names that people and other datasets give them."""

import unicodedata

from core.data.classes import CLASS_NAMES

SYNONYMS = {
    "t-shirt": "T-shirt/top",
    "tshirt": "T-shirt/top",
    "pants": "Trouser",
    "trousers": "Trouser",
    "longsleeve": "Pullover",
    "sweater": "Pullover",
    "outwear": "Coat",
    "jacket": "Coat",
    "flip-flops": "Sandal",
    "purse": "Bag",
    "backpack": "Bag",
}
_FOLDERS = str.maketrans({"/": "-", "_": "-", " ": "-", ":": "-"})  # no folder holds a slash

_DIGITS = tuple(map(str, range(len(CLASS_NAMES))))


def label_key(label: str) -> str:
    """Return a label for comparison: some systems write é as two characters."""
    return unicodedata.normalize("NFC", label).lower()


def class_of(label: str) -> int | None:
    """Return the class, 0-9, that a label names: by its number, name or synonym; else None."""
    key = label_key(label).strip().translate(_FOLDERS)
    if key in _DIGITS:
        return int(key)
    names = [name.lower().translate(_FOLDERS) for name in CLASS_NAMES]
    name = SYNONYMS.get(key, key).lower().translate(_FOLDERS)
    return names.index(name) if name in names else None
