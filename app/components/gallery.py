"""A gallery of small pictures, each a button, as one custom component.

Sixty pictures as separate Streamlit images and buttons would be two hundred elements.
"""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any

import streamlit as st

FACTOR = 3  # CSS pixels per pixel of 28×28


@dataclass(frozen=True)
class Tile:
    """One picture of a gallery.

    `picture` is a data URL, or empty if there is none. `label` and `detail` are the lines under it,
    `tone` is strong, soft or faint, `colour` is that of a thin line between picture and label, and
    `hint` is the tooltip and the screen reader's text. `photo` is shown beside the picture, as a
    data URL; `chosen` is its tick in a gallery whose tiles can be chosen.
    """

    number: int
    picture: str
    label: str
    detail: str
    tone: str
    colour: str
    hint: str
    photo: str = ""
    chosen: bool = False


def gallery(
    tiles: Sequence[Tile],
    key: str,
    on_open: Callable[[int], None],
    on_choose: Callable[[int], None] | None = None,
) -> None:
    """Show tiles in rows; `on_open` receives the number of the tile that was pressed.

    With `on_choose`, each tile has a tick box, and it receives the number of the one ticked.
    """

    def opened() -> None:
        number = st.session_state[key].get("opened")
        if number is not None:
            on_open(int(number))

    def chosen() -> None:
        number = st.session_state[key].get("chosen")
        if number is not None and on_choose:
            on_choose(int(number))

    data = {"tiles": [asdict(tile) for tile in tiles], "choosing": on_choose is not None}
    _component()(key=key, data=data, on_opened_change=opened, on_chosen_change=chosen)


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
.gallery.pairs {{ grid-template-columns: repeat(auto-fill, minmax({2 * 28 * FACTOR + 8}px, 1fr)); }}
.place {{ position: relative; min-width: 0; border-radius: var(--st-base-radius); }}
.place.chosen {{ outline: 2px solid var(--st-primary-color); outline-offset: -2px; }}
.tick {{
  position: absolute;
  top: 0;
  left: 0;
  width: 32px;
  height: 32px;
  margin: 0;
  padding: 0;
  cursor: pointer;
  display: grid;
  place-items: center;
}}
.tick input {{ width: 18px; height: 18px; margin: 0; accent-color: var(--st-primary-color); }}
.pair {{ display: flex; }}
.photo {{
  width: {28 * FACTOR}px;
  height: {28 * FACTOR}px;
  object-fit: contain;
  background: #fff;
}}
.tile {{
  all: unset;
  box-sizing: border-box;
  width: 100%;
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
.pairs .line {{ width: {2 * 28 * FACTOR}px; }}
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
  const image = (kind, address) => {
    const element = document.createElement("img")
    element.className = kind
    element.alt = ""
    element.src = address
    return element
  }
  const pictures = (tile) => {
    const pair = document.createElement("span")
    pair.className = "pair"
    if (tile.photo) pair.append(image("photo", tile.photo))
    pair.append(tile.picture ? image("picture", tile.picture) : words("picture", "no picture"))
    return pair
  }
  const tick = (tile) => {
    const label = document.createElement("label")
    label.className = "tick"
    const box = document.createElement("input")
    box.type = "checkbox"
    box.checked = tile.chosen
    box.setAttribute("aria-label", `Choose ${tile.hint}`)
    box.onchange = () => setTriggerValue("chosen", tile.number)
    label.append(box)
    return label
  }
  const opener = (tile) => {
    const button = document.createElement("button")
    button.type = "button"
    button.className = `tile ${tile.tone}`
    button.title = tile.hint
    button.setAttribute("aria-label", tile.hint)
    const line = words("line", "")
    line.style.background = tile.colour
    button.append(pictures(tile), line, words("label", tile.label), words("detail", tile.detail))
    button.onclick = () => setTriggerValue("opened", tile.number)
    return button
  }
  const made = (tile) => {
    const place = document.createElement("div")
    place.className = "place"
    place.dataset.tile = content(tile)
    place.append(opener(tile))
    if (data.choosing) place.append(tick(tile))
    return place
  }
  // The tick is no content: a tile that is ticked stays, and keeps the keyboard's focus.
  const content = (tile) => JSON.stringify({ ...tile, chosen: data.choosing })
  const mark = (place, chosen) => {
    place.classList.toggle("chosen", chosen)
    const box = place.querySelector("input")
    if (box) box.checked = chosen
  }
  const tiles = data?.tiles ?? []
  root.classList.toggle("pairs", tiles.some((tile) => tile.photo))
  tiles.forEach((tile, number) => {
    const old = root.children[number]
    if (!old) root.append(made(tile))
    else if (old.dataset.tile !== content(tile)) old.replaceWith(made(tile))
    mark(root.children[number], tile.chosen)
  })
  while (root.children.length > tiles.length) root.lastChild.remove()
}
"""
