"""Dataclasses to JSON and back, in one place; and what has another form is refused.

Files outlive the program that wrote them. A field that was renamed keeps the name under which it is
stored (`stored`), what is new has a default, and names that are not known are passed over. A class
whose stored form is not that of its fields says so itself, in `as_record` and `from_record`.
"""

from dataclasses import field, fields, is_dataclass
from functools import cache, partial
from operator import eq
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from core.errors import BadRecord

if TYPE_CHECKING:
    from cattrs import Converter

T = TypeVar("T")
Plain = str | int | float | bool


def stored(name: str, **options: Any) -> Any:
    """Return a dataclass field that stands under another name in files."""
    return field(metadata={"stored": name}, **options)


def to_json(value: Any) -> Any:
    """Return plain dicts, lists, text and numbers of dataclasses, enums and paths."""
    return _converter().unstructure(value)


def from_json(form: type[T], values: object) -> T:
    """Rebuild what `to_json` made of an instance of `form`.

    Raises BadRecord, naming the field, for anything else.
    """
    from cattrs import transform_error

    try:
        return _converter().structure(values, form)
    except Exception as error:
        reason = transform_error(error, path=form.__name__)[0]
        raise BadRecord(f"This is no {form.__name__}: {reason}") from error


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
    """Take a number for a number and text for text: nothing is guessed."""

    def structure(value: object, form: Any) -> object:
        if not isinstance(value, accepted) or (isinstance(value, bool) and kind is not bool):
            raise TypeError(f"{value!r:.40} is no {kind.__name__}")
        return form(value)  # an enum of text comes here too

    return structure


def _plain(value: object, _: object) -> object:
    if not isinstance(value, (str, int, float)):
        raise TypeError(f"{value!r:.40} is neither text nor a number")
    return value


def _reader(form: Any, converter: "Converter") -> Any:
    from cattrs.gen import make_dict_structure_fn

    return make_dict_structure_fn(form, converter, **_renamed(form))


def _writer(form: Any, converter: "Converter") -> Any:
    from cattrs.gen import make_dict_unstructure_fn

    return make_dict_unstructure_fn(form, converter, **_renamed(form))


def _renamed(form: Any) -> dict[str, Any]:
    from cattrs.gen import override

    named = {one.name: one.metadata.get("stored") for one in fields(form)}
    return {name: override(rename=other) for name, other in named.items() if other}
