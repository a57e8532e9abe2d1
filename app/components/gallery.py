"""A gallery of small pictures, each a button, as one custom component.

Sixty pictures as separate Streamlit images and buttons would be two hundred elements.
"""

import base64
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import streamlit as st

FACTOR = 3  # CSS pixels per pixel of 28×28


@dataclass(frozen=True)
class Tile:
    """One picture of a gallery.

    `picture` is a data URL, or empty if there is none. `label` and `detail` are the lines under it,
    `tone` is strong, soft or faint, `colour` is that of a thin line between picture and label, and
    `hint` is the tooltip and the screen reader's text.
    """

    number: int
    picture: str
    label: str
    detail: str
    tone: str
    colour: str
    hint: str


def address_of(pixels: npt.NDArray[np.uint8]) -> str:
    """Encode a picture uint8 (28, 28) as a data URL; PNG keeps the pixels sharp."""
    import cv2

    encoded = cv2.imencode(".png", pixels)[1].tobytes()
    return f"data:image/png;base64,{base64.b64encode(encoded).decode()}"


def gallery(tiles: Sequence[Tile], key: str, on_open: Callable[[int], None]) -> None:
    """Show tiles in rows; `on_open` receives the number of the tile that was pressed."""

    def opened() -> None:
        number = st.session_state[key].get("opened")
        if number is not None:
            on_open(int(number))

    _component()(key=key, data={"tiles": [asdict(tile) for tile in tiles]}, on_opened_change=opened)


@cache
def _component() -> Any:
    return st.components.v2.component("fitting_room_gallery", html=_HTML, css=_CSS, js=_JS)


_HTML = '<div class="gallery" role="list"></div>'

_CSS = f"""
.gallery {{
  display: grid;
  grid-template-columns: repeat(auto-fill, minmax({28 * FACTOR + 12}px, 1fr));
  gap: 10px 4px;
}}
.tile {{
  all: unset;
  box-sizing: border-box;
  display: flex;
  flex-direction: column;
  align-items: center;
  padding: 6px 4px;
  border-radius: var(--st-base-radius);
  cursor: pointer;
  min-width: 0;
  font-family: var(--st-font);
  color: var(--st-text-color);
}}
.tile:hover {{ background: var(--st-secondary-background-color); }}
.tile:focus-visible {{ outline: 2px solid var(--st-primary-color); }}
.picture {{
  width: {28 * FACTOR}px;
  height: {28 * FACTOR}px;
  background: #14151a;
  image-rendering: pixelated;
  display: flex;
  align-items: center;
  justify-content: center;
  color: #8c8577;
  font-size: 12px;
}}
.line {{ width: {28 * FACTOR}px; height: 4px; }}
.label {{
  font-size: 13px;
  line-height: 17px;
  margin-top: 3px;
  max-width: 100%;
  overflow: hidden;
  text-overflow: ellipsis;
  white-space: nowrap;
}}
.detail {{ font-size: 12px; line-height: 15px; opacity: 0.75; font-variant-numeric: tabular-nums; }}
.strong .label {{ font-weight: 600; }}
.faint .label {{ opacity: 0.75; font-style: italic; }}
"""

# All strings are inserted as text, never as markup: a file name may contain anything.
_JS = """
export default function (component) {
  const { data, parentElement, setTriggerValue } = component
  const root = parentElement.querySelector(".gallery")
  if (!root) return
  const words = (kind, text) => {
    const element = document.createElement("span")
    element.className = kind
    element.textContent = text
    return element
  }
  const picture = (address) => {
    if (!address) return words("picture", "no picture")
    const image = document.createElement("img")
    image.className = "picture"
    image.alt = ""
    image.src = address
    return image
  }
  const made = (tile) => {
    const button = document.createElement("button")
    button.type = "button"
    button.className = `tile ${tile.tone}`
    button.title = tile.hint
    button.setAttribute("aria-label", tile.hint)
    button.dataset.tile = JSON.stringify(tile)
    const line = words("line", "")
    line.style.background = tile.colour
    const parts = [picture(tile.picture), line, words("label", tile.label)]
    button.append(...parts, words("detail", tile.detail))
    button.onclick = () => setTriggerValue("opened", tile.number)
    return button
  }
  const tiles = data?.tiles ?? []
  tiles.forEach((tile, place) => {
    const old = root.children[place]
    if (!old) root.append(made(tile))
    else if (old.dataset.tile !== JSON.stringify(tile)) old.replaceWith(made(tile))
  })
  while (root.children.length > tiles.length) root.lastChild.remove()
}
"""
