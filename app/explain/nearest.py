"""The training pictures that are most like the picture."""

import numpy as np
import streamlit as st

from app import navigation, resources
from app.components.data_url import picture_url
from app.components.gallery import Tile, gallery
from app.explain.picture import PICTURE, Shown, put_picture
from app.palette import COLOURS
from core.data.classes import CLASS_NAMES
from core.data.versions.pictures import picture_name
from core.registry import ModelVersion
from core.workflows.data.answers import AllAnswers
from core.workflows.data.neighbours import nearest, nearest_to
from core.workflows.data.table import PictureTable

COUNT = 6


def show_nearest(shown: Shown, model: ModelVersion) -> None:
    """Show the nearest training pictures; a click explains one of them."""
    table = resources.picture_table(shown.data)
    answers = resources.all_answers(model, shown.data)
    measured = "by what the model sees" if answers else "by their pixels"
    st.markdown(f"**The most similar training pictures**, {measured}")
    numbers = _nearest(shown, model, table, answers)
    gallery([_tile(table, number) for number in numbers], "explain.near", put_picture)
    if shown.number is not None:
        st.page_link(
            navigation.explore(),
            label="Open in Explore",
            icon=":material/image_search:",
            query_params={PICTURE: str(shown.number), "data": shown.data},
        )


def _nearest(
    shown: Shown, model: ModelVersion, table: PictureTable, answers: AllAnswers | None
) -> list[int]:
    if shown.number is not None:
        return nearest(table, shown.number, COUNT, answers)
    predictor = resources.predictor(model)
    embedding = predictor.predict_many(shown.pixels[None], shown.kind).embedding[0]
    return nearest_to(table, shown.pixels, embedding, COUNT, answers)


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
