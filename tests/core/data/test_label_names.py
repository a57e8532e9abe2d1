"""Labels as people write them lead to the classes."""

import pytest

from core.data import CLASS_NAMES
from core.data.label_names import SYNONYMS, class_of


@pytest.mark.parametrize("number", range(10))
def test_every_class_is_known_by_name_and_by_number(number: int) -> None:
    name = CLASS_NAMES[number]
    for label in (name, name.upper(), f" {name} ", str(number), name.replace(" ", "_")):
        assert class_of(label) == number


@pytest.mark.parametrize(
    ("label", "name"), [("T-shirt:top", "T-shirt/top"), ("Trousers", "Trouser"), ("Purse", "Bag")]
)
def test_folder_names_and_synonyms_are_known(label: str, name: str) -> None:
    assert class_of(label) == CLASS_NAMES.index(name)


@pytest.mark.parametrize("label", ["", "hat", "10", "-1", "³", "9" * 5000, "shoe", "..", "1.0"])
def test_what_names_no_single_class_is_unknown(label: str) -> None:
    assert class_of(label) is None


def test_synonyms_lead_to_classes() -> None:
    assert set(SYNONYMS.values()) <= set(CLASS_NAMES)
