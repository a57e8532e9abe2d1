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

    `picture` is a data URL, or empty if there is none; for a square grey picture, `pixels` may be
    given instead: its bytes, row by row, in base64, which are drawn at once. `label` and `detail`
    are the lines under it, `tone` is strong, soft or faint, `colour` is that of a thin line between
    picture and label, and `hint` is the tooltip and the screen reader's text. `photo` is shown
    beside the picture, as a data URL; `chosen` is its tick in a gallery whose tiles can be chosen.
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
    pixels: str = ""


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
  const make = (tag, kind) => {
    const element = document.createElement(tag)
    element.className = kind
    return element
  }
  // What a tile consists of; while it stays, a new picture is put into the same elements.
  const form = (tile) =>
    [data.choosing, Boolean(tile.photo), tile.pixels ? "pixels" : Boolean(tile.picture)].join()
  const kindOf = (tile) => (tile.pixels ? "canvas" : tile.picture ? "img" : "span")
  const made = (tile) => {
    const place = make("div", "place")
    const parts = {
      button: make("button", "tile"),
      photo: tile.photo ? make("img", "photo") : null,
      picture: make(kindOf(tile), "picture"),
      line: make("span", "line"),
      label: make("span", "label"),
      detail: make("span", "detail"),
      box: data.choosing ? make("input", "") : null,
    }
    const { button, photo, picture, line, label, detail, box } = parts
    for (const image of [photo, picture]) if (image) image.alt = ""
    const pair = make("span", "pair")
    pair.append(...[photo, picture].filter(Boolean))
    button.type = "button"
    button.append(pair, line, label, detail)
    button.onclick = () => setTriggerValue("opened", place.tile.number)
    place.append(button)
    if (box) {
      const tick = make("label", "tick")
      box.type = "checkbox"
      box.onchange = () => setTriggerValue("chosen", place.tile.number)
      tick.append(box)
      place.append(tick)
    }
    Object.assign(place, { parts, form: form(tile), tile: {} })
    return place
  }
  const draw = (canvas, pixels) => {
    const grey = atob(pixels)
    const side = Math.sqrt(grey.length)
    if (canvas.width !== side) canvas.width = canvas.height = side
    const image = new ImageData(side, side)
    const words = new Uint32Array(image.data.buffer) // little-endian: alpha, blue, green, red
    for (let i = 0; i < grey.length; i++) words[i] = 0xff000000 | (grey.charCodeAt(i) * 0x010101)
    canvas.pen ??= canvas.getContext("2d", { willReadFrequently: true }) // stays in memory
    canvas.pen.putImageData(image, 0, 0)
  }
  const show = (place, tile) => {
    const { parts, tile: before } = place
    const { button, photo, picture, line, label, detail, box } = parts
    const changed = (name) => tile[name] !== before[name]
    if (changed("tone")) button.className = `tile ${tile.tone}`
    if (changed("hint")) {
      button.title = tile.hint
      button.setAttribute("aria-label", tile.hint)
      if (box) box.setAttribute("aria-label", `Choose ${tile.hint}`)
    }
    if (photo && changed("photo")) photo.src = tile.photo
    if (tile.pixels && changed("pixels")) draw(picture, tile.pixels)
    else if (tile.picture && changed("picture")) picture.src = tile.picture
    if (!tile.pixels && !tile.picture) picture.textContent = "no picture"
    if (changed("colour")) line.style.background = tile.colour
    if (changed("label")) label.textContent = tile.label
    if (changed("detail")) detail.textContent = tile.detail
    place.classList.toggle("chosen", tile.chosen)
    if (box) box.checked = tile.chosen
    place.tile = tile
  }
  const tiles = data?.tiles ?? []
  root.classList.toggle("pairs", tiles.some((tile) => tile.photo))
  tiles.forEach((tile, number) => {
    let place = root.children[number]
    if (place?.form !== form(tile)) {
      const fresh = made(tile)
      if (place) place.replaceWith(fresh)
      else root.append(fresh)
      place = fresh
    }
    show(place, tile)
  })
  while (root.children.length > tiles.length) root.lastChild.remove()
}
"""
