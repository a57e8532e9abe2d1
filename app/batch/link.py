"""What the address says: which batch is open, its filters, and the opened picture."""

from collections.abc import Sequence

import streamlit as st

from core.text import whole_number

BATCH, PICTURE = "batch", "picture"
ANSWERS, GARMENTS, ORDER = "answers", "garments", "order"
FILTERS = (ANSWERS, GARMENTS, ORDER)


def open_batch(id_: str) -> None:
    """Open a batch, without the filters of the one before."""
    for name in (PICTURE, *FILTERS):
        write(name, "")
    write(BATCH, id_)


def opened_picture() -> int | None:
    """Return the number of the opened picture; in the address they count from 1."""
    number = whole_number(st.query_params.get(PICTURE, ""))
    return None if number is None else number - 1


def open_picture(number: int) -> None:
    write(PICTURE, str(number + 1))


def close_picture() -> None:
    write(PICTURE, "")


def read(name: str, allowed: Sequence[str], default: str) -> str:
    """Return a value of the address if it is one of those allowed."""
    value = st.query_params.get(name, default)
    return value if value in allowed else default


def read_several(name: str, allowed: Sequence[str]) -> list[str]:
    values = st.query_params.get_all(name)
    return [one for one in allowed if one in values]


def write(name: str, value: str | Sequence[str]) -> None:
    """Change a value of the address; an empty one is taken out."""
    if not value:
        st.query_params.pop(name, None)
    elif st.query_params.get_all(name) != ([value] if isinstance(value, str) else list(value)):
        st.query_params[name] = value  # type: ignore[assignment]  # a list repeats the name
