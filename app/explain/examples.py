"""Examples to explain, each one click away: sure errors, torn answers, plain ones."""

import numpy as np
import streamlit as st

from app import resources
from app.components.data_url import picture_url
from app.components.gallery import Tile, gallery
from app.explain.picture import put_picture
from app.formatting import share
from app.palette import COLOURS
from core.data.classes import CLASS_NAMES
from core.data.versions.pictures import first_test
from core.registry import ModelVersion
from core.workflows.explain.examples import Example, Why

WORDS = {Why.WRONG: "wrong", Why.TORN: "torn", Why.RIGHT: "right"}


def show_examples(model: ModelVersion) -> None:
    """Show test pictures in a row; a click explains one."""
    st.caption("Test pictures worth asking about. “Why?” on Try it brings one of your own.")
    gallery(
        [_tile(one) for one in resources.explain_examples(model)], "explain.examples", put_picture
    )


def _tile(one: Example) -> Tile:
    answer, label = CLASS_NAMES[one.answer], CLASS_NAMES[one.label]
    doubted = f"{answer}?" if one.why is Why.WRONG else answer
    return Tile(
        number=first_test() + one.position,
        picture=picture_url(np.array(resources.test_pictures().images[one.position])),
        label=doubted,
        detail=f"{WORDS[one.why]}, {share(one.probability)}",
        tone="strong" if one.why is Why.WRONG else "soft",
        colour=COLOURS[label],
        hint=f"Explain {label}, answered {answer}",
    )
