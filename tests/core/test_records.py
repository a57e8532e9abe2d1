"""Dataclasses to JSON and back; values that do not fit the dataclass are refused."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import pytest

from core.errors import BadRecord
from core.records import StoredAs, from_json, parse, stored_names, to_json


class Colour(StrEnum):
    RED = "red"


@dataclass(frozen=True)
class Inner:
    share: float
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Outer:
    number: int
    inner: Inner
    by_name: Mapping[str, Inner] = field(default_factory=dict)
    colour: Colour = Colour.RED
    folder: Path | None = None
    renamed: Annotated[str, StoredAs("as_before")] = ""
    anything: Any = None


@dataclass(frozen=True)
class AllDefaults:
    seed: int = 0


@dataclass(frozen=True)
class Own:
    whole: str

    def as_record(self) -> list[str]:
        return list(self.whole)

    @classmethod
    def from_record(cls, values: list[str]) -> "Own":
        return cls("".join(values))


WHOLE = Outer(
    3, Inner(0.5, ("a", "b")), {"x": Inner(1.0)}, Colour.RED, Path("/a"), "kept", {"free": [1]}
)


def test_a_record_is_unchanged_by_a_round_trip_through_json() -> None:
    assert from_json(Outer, json.loads(json.dumps(to_json(WHOLE)))) == WHOLE


def test_a_renamed_field_keeps_its_stored_name() -> None:
    values = to_json(WHOLE)
    assert values["as_before"] == "kept"
    assert "renamed" not in values


def test_missing_fields_get_their_defaults_and_unknown_ones_are_ignored() -> None:
    assert from_json(Outer, {"number": 1, "inner": {"share": 0}, "of_tomorrow": 2}) == Outer(
        1, Inner(0.0)
    )


def test_a_class_may_define_its_own_json_form() -> None:
    assert to_json({"own": Own("ab")}) == {"own": ["a", "b"]}
    assert from_json(dict[str, Own], {"own": ["a", "b"]}) == {"own": Own("ab")}


@pytest.mark.parametrize(
    ("values", "word"),
    [
        (None, "Outer"),
        ([], "Outer"),
        ({"number": 1}, "inner"),
        ({"number": "1", "inner": {"share": 0.5}}, "number"),
        ({"number": True, "inner": {"share": 0.5}}, "number"),
        ({"number": 1.5, "inner": {"share": 0.5}}, "number"),
        ({"number": 1, "inner": {"share": "much"}}, "inner.share"),
        ({"number": 1, "inner": []}, "inner"),
        ({"number": 1, "inner": {"share": 1, "names": [1]}}, "names"),
        ({"number": 1, "inner": {"share": 1}, "colour": "blue"}, "colour"),
        ({"number": 1, "inner": {"share": 1}, "by_name": [1]}, "by_name"),
    ],
)
def test_invalid_values_are_refused_naming_the_field(values: object, word: str) -> None:
    with pytest.raises(BadRecord, match=word):
        from_json(Outer, values)


@pytest.mark.parametrize("values", [None, [], "seed", 3, [{"seed": 1}]])
def test_a_non_mapping_is_refused_even_if_all_fields_have_defaults(values: object) -> None:
    with pytest.raises(BadRecord, match="AllDefaults"):
        from_json(AllDefaults, values)


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000, b"\xff\xfe\x00", '{"seed": "1"}'])
def test_invalid_json_text_is_refused(text: str | bytes) -> None:
    with pytest.raises(BadRecord):
        parse(AllDefaults, text)


def test_stored_names_are_in_the_order_of_the_fields() -> None:
    assert list(stored_names(Outer).items())[-2:] == [
        ("renamed", "as_before"),
        ("anything", "anything"),
    ]
