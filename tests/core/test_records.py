"""Dataclasses to JSON and back; another form is refused where it is read."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest

from core.errors import BadRecord
from core.records import from_json, stored, to_json


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
    renamed: str = stored("as_before", default="")
    anything: Any = None


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


def test_what_was_written_reads_back_the_same_through_json() -> None:
    assert from_json(Outer, json.loads(json.dumps(to_json(WHOLE)))) == WHOLE


def test_a_field_keeps_the_name_under_which_it_is_stored() -> None:
    values = to_json(WHOLE)
    assert values["as_before"] == "kept"
    assert "renamed" not in values


def test_what_is_new_has_its_default_and_what_is_unknown_is_passed_over() -> None:
    assert from_json(Outer, {"number": 1, "inner": {"share": 0}, "of_tomorrow": 2}) == Outer(
        1, Inner(0.0)
    )


def test_a_class_may_lay_itself_out() -> None:
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
def test_another_form_is_refused_and_the_field_is_named(values: object, word: str) -> None:
    with pytest.raises(BadRecord, match=word):
        from_json(Outer, values)
