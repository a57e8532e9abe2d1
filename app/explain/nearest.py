"""The training pictures that are most like the picture."""

import numpy as np
import streamlit as st

from app import navigation, resources
from app.components.data_url import picture_url
from app.components.gallery import Tile, gallery
from app.explain.picture import PICTURE, Shown, put_picture
from app.foreign import literal
from app.palette import COLOURS
from core.data.classes import CLASS_NAMES
from core.data.versions.pictures import picture_name
from core.registry import ModelVersion
from core.workflows.data.neighbours import nearest, nearest_to
from core.workflows.data.table import PictureTable

COUNT = 6
_BY_MODEL, _BY_PIXELS = "by what the model sees in them", "by their pixels"


def show_nearest(shown: Shown, model: ModelVersion) -> None:
    """Show the nearest training pictures; a click explains one of them."""
    table = resources.picture_table(shown.data)
    numbers, measured = _nearest(shown, model, table)
    st.markdown(f"**The most similar training pictures**, {literal(measured)}")
    gallery([_tile(table, number) for number in numbers], "explain.near", put_picture)
    if shown.number is not None:
        st.page_link(
            navigation.explore(),
            label="Open in Explore",
            icon=":material/image_search:",
            query_params={PICTURE: str(shown.number), "data": shown.data},
        )


def _nearest(shown: Shown, model: ModelVersion, table: PictureTable) -> tuple[list[int], str]:
    """Return the numbers of the nearest pictures, and in words by what they were found."""
    answers = resources.all_answers(model, shown.data)
    if shown.number is not None:
        words = _BY_MODEL if answers else _BY_PIXELS
        return nearest(table, shown.number, COUNT, answers), words
    if answers is None or answers.projection is None:
        return nearest_to(table, shown.pixels.ravel(), COUNT), _BY_PIXELS
    predictor = resources.predictor(model)
    own = predictor.predict_many(shown.pixels[None], shown.kind).embedding
    return nearest_to(table, answers.projection.apply(own)[0], COUNT, answers), _BY_MODEL


def _tile(table: PictureTable, number: int) -> Tile:
    label = CLASS_NAMES[table.pictures.labels[number]]
    return Tile(
        number=number,
        picture=picture_url(np.array(table.pictures.images[number])),
        label=label,
        detail=picture_name(number),
        tone="soft",
        colour=COLOURS[label],
        hint=f"Explain {picture_name(number)}, {label}",
    )
