"""Which picture is explained: the address names one of a data version, or holds one itself."""

from dataclasses import dataclass

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from app import resources
from app.carried_picture import KIND, PIXELS, from_words, kept_photo
from app.foreign import literal
from core.data.classes import CLASS_NAMES
from core.data.versions.original import NAME as ORIGINAL
from core.data.versions.pictures import Part, first_test, picture_name
from core.data.versions.store import Versions
from core.input_kind import InputKind
from core.pictures import Preparation
from core.registry import ModelVersion
from core.text import whole_number

DATA, PICTURE = "data", "picture"
OF_THE_PICTURE = (DATA, PICTURE, PIXELS, KIND)
SOURCES = {
    InputKind.DRAWING: "A drawing",
    InputKind.PHOTO: "A photo",
    InputKind.PIXELS: "A picture of 28×28",
}


@dataclass(frozen=True, eq=False)
class Shown:
    """The picture that is explained: uint8 (28, 28), its kind, where it is from, its label.

    `number` is that in the data version, None for a picture from elsewhere; `photo` the photo that
    it was made of, if the session still has it.
    """

    pixels: NDArray[np.uint8]
    kind: InputKind
    name: str
    truth: int | None = None
    number: int | None = None
    data: str = ORIGINAL
    photo: Preparation | None = None


def shown_picture(model: ModelVersion) -> Shown:
    """Return the picture of the address; the first example if there is none, or a broken one."""
    asked = st.query_params
    if PIXELS in asked:
        try:
            return _carried(asked[PIXELS], asked.get(KIND, str(InputKind.PIXELS)))
        except ValueError:
            _warn("The picture in this link is damaged. This is an example.")
    elif PICTURE in asked:
        found = _of_version(asked.get(DATA, ORIGINAL), asked[PICTURE])
        if found is not None:
            return found
    return _numbered(ORIGINAL, first_test() + resources.explain_examples(model)[0].position)


def put_picture(number: int) -> None:
    """In a callback, explain another picture of v1."""
    for name in (*OF_THE_PICTURE, "class", "against"):
        st.query_params.pop(name, None)
    st.query_params[PICTURE] = str(number)


def _carried(packed: str, kind: str) -> Shown:
    pixels, found = from_words(packed, kind)
    return Shown(pixels, found, SOURCES[found], photo=kept_photo(pixels))


def _of_version(data: str, text: str) -> Shown | None:
    if data not in Versions(resources.settings()).choices():
        _warn(f"There is no data version “{literal(data)}”. This is an example.")
        return None
    number = whole_number(text)
    if number is None or number >= len(resources.picture_table(data)):
        _warn(f"There is no picture “{literal(text)}”. This is an example.")
        return None
    return _numbered(data, number)


def _numbered(data: str, number: int) -> Shown:
    pictures = resources.picture_table(data).pictures
    part = Part(pictures.parts[number]).name.lower()
    return Shown(
        pixels=np.array(pictures.images[number]),
        kind=InputKind.PIXELS,
        name=f"{picture_name(number).capitalize()}, in the {part} split",
        truth=int(pictures.labels[number]),
        number=number,
        data=data,
    )


def truth_of(shown: Shown) -> str | None:
    return None if shown.truth is None else CLASS_NAMES[shown.truth]


def _warn(words: str) -> None:
    st.warning(words, icon=":material/link_off:")
