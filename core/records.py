"""Convert dataclasses to JSON and back; anything of another form is refused.

Files outlive the version of the program that wrote them. A renamed field keeps its stored name
(`StoredAs`), new fields have defaults, and unknown names are ignored. A class whose stored form
differs from its fields has `as_record` and `from_record`.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from functools import cache, partial
from operator import eq
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, get_type_hints

from core.errors import BadRecord

if TYPE_CHECKING:
    from cattrs import Converter

T = TypeVar("T")
Plain = str | int | float | bool


@dataclass(frozen=True)
class StoredAs:
    """Gives a field another name in files: `Annotated[int, StoredAs("old")]`."""

    name: str


def stored_names(form: Any) -> dict[str, str]:
    """Return the name in files of each field of a dataclass, in order."""
    hints = get_type_hints(form, include_extras=True)
    other = {
        name: mark.name
        for name, hint in hints.items()
        for mark in getattr(hint, "__metadata__", ())
        if isinstance(mark, StoredAs)
    }
    return {one.name: other.get(one.name, one.name) for one in fields(form)}


def to_json(value: Any) -> Any:
    """Convert dataclasses, enums and paths to plain dicts, lists, text and numbers."""
    return _converter().unstructure(value)


def from_json(form: type[T], values: object) -> T:
    """Rebuild an instance of `form` from the output of `to_json`.

    Raises BadRecord, naming the field, for anything else.
    """
    from cattrs import transform_error

    try:
        return _converter().structure(values, form)
    except Exception as error:
        reason = transform_error(error, path=form.__name__)[0]
        raise BadRecord(f"This is not a valid {form.__name__}: {reason}") from error


def parse(form: type[T], text: str | bytes) -> T:
    """Rebuild an instance of `form` from JSON text; raises BadRecord for anything else."""
    try:
        values = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadRecord("This is not JSON.") from error
    return from_json(form, values)


@cache
def _converter() -> "Converter":
    from cattrs import Converter

    made = Converter()
    for kind, accepted in ((bool, bool), (int, int), (float, (int, float)), (str, str)):
        made.register_structure_hook(kind, _strictly(kind, accepted))
    made.register_structure_hook_func(partial(eq, Plain), _plain)
    made.register_structure_hook(Path, lambda value, _: Path(value))
    made.register_unstructure_hook(Path, str)
    made.register_structure_hook_factory(is_dataclass, lambda form: _reader(form, made))
    made.register_unstructure_hook_factory(is_dataclass, lambda form: _writer(form, made))
    made.register_structure_hook_func(_lays_itself_out, lambda value, form: form.from_record(value))
    made.register_unstructure_hook_func(_lays_itself_out, lambda value: value.as_record())
    return made


def _lays_itself_out(form: Any) -> bool:
    return hasattr(form, "from_record")


def _strictly(kind: type, accepted: Any) -> Any:
    """Accept numbers only as numbers and text only as text, without guessing."""

    def structure(value: object, form: Any) -> object:
        if not isinstance(value, accepted) or (isinstance(value, bool) and kind is not bool):
            raise TypeError(f"{value!r:.40} is not a valid {kind.__name__}")
        return form(value)  # string enums come here too

    return structure


def _plain(value: object, _: object) -> object:
    if not isinstance(value, (str, int, float)):
        raise TypeError(f"{value!r:.40} is neither text nor a number")
    return value


def _reader(form: Any, converter: "Converter") -> Any:
    from cattrs.gen import make_dict_structure_fn

    read = make_dict_structure_fn(form, converter, **_renamed(form))

    def structure(values: object, form: Any) -> object:
        if not isinstance(values, Mapping):  # else a class of defaults only would accept a list
            raise TypeError(f"{values!r:.40} is not a mapping")
        return read(values, form)

    return structure


def _writer(form: Any, converter: "Converter") -> Any:
    from cattrs.gen import make_dict_unstructure_fn

    return make_dict_unstructure_fn(form, converter, **_renamed(form))


def _renamed(form: Any) -> dict[str, Any]:
    from cattrs.gen import override

    return {name: override(rename=other) for name, other in stored_names(form).items()}
