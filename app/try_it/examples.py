"""Examples to start with, each one click away: drawings, shop pictures, test pictures."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any

import cv2
import numpy as np
import streamlit as st

from app import navigation, resources
from app.components.data_url import data_url, picture_url
from app.components.stage_row import show_stages
from app.try_it import sources
from core import examples
from core.data.classes import CLASS_NAMES
from core.errors import FittingRoomError
from core.pictures import prepare_drawing
from core.pictures.strokes import draw_strokes

SHOWN = ("T-shirt/top", "Dress", "Coat", "Sneaker", "Bag")
SIDE = 84  # CSS pixels of a thumbnail: three times 28
SHOP_PICTURES = 10  # one of each class
_STYLE = f"""
[class*="st-key-example-"] button {{
  width: {SIDE}px; height: {SIDE}px; min-height: {SIDE}px; padding: 0; color: transparent;
  background-size: cover; image-rendering: pixelated; overflow: hidden;
}}
[class*="st-key-example-"] button p {{ font-size: 1px; }}
"""


@dataclass(frozen=True)
class _Example:
    """One picture: its class, the address of its thumbnail, and what a click does."""

    label: str
    image: str
    act: Callable[[], None]


def show_empty() -> None:
    """Show what to do first: examples, and what becomes of a picture."""
    st.header("Draw, or start with an example", anchor=False)
    st.markdown("An outline is enough: it is filled for you. The answer appears here.")
    _show("drawing", "Drawings", _drawings())
    with suppress(FittingRoomError):  # choosing one of these sources reports what is missing
        _show("shop", "Shop pictures, simulated", _shop_pictures())
        _show("test", "Pictures of the test split", _test_pictures())
    st.page_link(navigation.train(), label="Train a model of your own", icon=":material/school:")
    st.caption("What becomes of a drawing, step by step")
    first = examples.drawings()[0]
    show_stages(prepare_drawing(draw_strokes(list(first.strokes))).stages)


def _show(kind: str, title: str, shown: Sequence[_Example]) -> None:
    st.caption(title)
    row = st.container(horizontal=True, gap="small")
    for number, example in enumerate(shown):
        _button(row, f"example-{kind}-{number:d}", example)
    grounds = "".join(
        _ground(f"example-{kind}-{number:d}", one) for number, one in enumerate(shown)
    )
    st.html(f"<style>{_STYLE}{grounds}</style>")


def _button(row: Any, key: str, example: _Example) -> None:
    row.button(example.label, key=key, on_click=example.act)


def _ground(key: str, example: _Example) -> str:
    return f".st-key-{key} button {{ background-image: url({example.image}) !important; }}"


def _drawings() -> list[_Example]:
    return [
        _Example(one.label, _outline(one), partial(sources.put_drawing, one))
        for one in examples.drawings()
        if one.label in SHOWN
    ]


def _outline(example: examples.ExampleDrawing) -> str:
    """Return the strokes on paper as the address of an SVG."""
    lines = "".join(
        f'<polyline points="{" ".join(f"{x:.0f},{y:.0f}" for x, y in stroke)}"/>'
        for stroke in example.strokes
    )
    image = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="-20 -20 295 295">'
        '<rect x="-20" y="-20" width="295" height="295" fill="#fff"/>'
        '<g fill="none" stroke="#14151A" stroke-width="13" stroke-linecap="round" '
        f'stroke-linejoin="round">{lines}</g></svg>'
    )
    return data_url(image.encode(), "svg+xml")


def _shop_pictures() -> list[_Example]:
    return [
        _Example(one.label, _thumbnail(one), partial(sources.put_shop_picture, one))
        for one in resources.shop_pictures(SHOP_PICTURES)
        if one.label in SHOWN
    ]


def _thumbnail(picture: examples.ShopPicture) -> str:
    bgr = cv2.imdecode(np.frombuffer(picture.content, np.uint8), cv2.IMREAD_COLOR)
    small = cv2.resize(np.asarray(bgr), (2 * SIDE, 2 * SIDE), interpolation=cv2.INTER_AREA)
    return picture_url(np.asarray(small[..., ::-1], np.uint8), "jpeg")


def _test_pictures() -> list[_Example]:
    split = resources.test_pictures()
    first = {name: int(np.argmax(split.labels == CLASS_NAMES.index(name))) for name in SHOWN}
    return [
        _Example(
            name,
            picture_url(np.asarray(split.images[number])),
            partial(sources.put_test_picture, number),
        )
        for name, number in first.items()
    ]
