"""The stages of a preparation in a row, as plain HTML: one element, whatever their number."""

from collections.abc import Collection, Sequence

import cv2
import numpy as np
import numpy.typing as npt
import streamlit as st

from app.components.data_url import picture_url
from app.formatting import milliseconds
from app.palette import TILE
from core.pictures import Stage

EDGE = 28
LARGEST = 336  # pixels of the longest edge that is sent to the browser
FEW = 5  # stages that fit at twice the size of many

# Sides of tiles are whole multiples of 28, so that all pixels are equally large.
_STYLE = """
.stages { display: flex; flex-wrap: wrap; gap: 12px; margin: 0; padding: 0; --side: 84px; }
.stages.few { --side: 112px; }
@media (min-width: 1400px) and (min-height: 850px) { .stages.few { --side: 140px; } }
@media (min-width: 1700px) and (min-height: 900px) {
  .stages { --side: 140px; }
  .stages.few { --side: 168px; }
}
.stages figure { width: var(--side); margin: 0; }
.stages img {
  display: block; width: var(--side); height: var(--side); object-fit: contain; border-radius: 3px;
  background: rgb(20, 21, 26);
}
.sharp { image-rendering: pixelated; }
.stages figcaption { font-size: 0.8rem; line-height: 1.15rem; padding-top: 4px; }
.stages .seen img { outline: 2px solid var(--st-primary-color, #8A3B5A); outline-offset: 2px; }
.stages .seen figcaption { font-weight: 600; }
.stages .off img { opacity: 0.45; }
.large { display: block; max-width: 100%; margin: 0 auto; border-radius: 3px; }
.large.photo { height: max(200px, calc(100vh - 420px)); object-fit: contain; }
.large.sharp { width: 336px; }
@media (min-width: 1700px) and (min-height: 900px) { .large.sharp { width: 504px; } }
"""


def show_stages(stages: Sequence[Stage], off: Collection[str] = ()) -> None:
    """Show stages left to right; the last is marked as what the model sees.

    `off` names the stages that are switched off.
    """
    cells = "".join(_cell(stage, stage is stages[-1], stage.name in off) for stage in stages)
    few = "few" if len(stages) <= FEW else ""
    st.html(f'<style>{_STYLE}</style><div class="stages {few}">{cells}</div>')


def show_large(picture: npt.NDArray[np.uint8]) -> None:
    """Show a picture where the canvas would be: one of 28×28 with sharp pixels, or a photo."""
    kind = "sharp" if max(picture.shape[:2]) <= EDGE else "photo"
    image = f'<img class="large {kind}" alt="Your picture" src="{_source(picture, 2 * LARGEST)}">'
    st.html(f"<style>{_STYLE}</style>{image}")


def _cell(stage: Stage, last: bool, off: bool) -> str:
    title = "What the model sees" if last else stage.title
    idle = "switched off" if off else "nothing to do"
    spent = milliseconds(stage.milliseconds) if stage.applied else idle
    seen = " seen" if last else ""
    sharp = "sharp" if max(stage.picture.shape[:2]) <= EDGE else ""
    caption = f"{title}, switched off" if off else title
    return (
        f'<figure class="stage{seen}{" off" if off else ""}" title="{stage.hint} {spent}">'
        f'<img class="{sharp}" alt="{stage.title}" src="{_source(stage.picture)}">'
        f"<figcaption>{caption}</figcaption></figure>"
    )


def _source(picture: npt.NDArray[np.uint8], largest: int = LARGEST) -> str:
    """Return a picture as a data URL: small ones exactly, centred on 28×28, others as JPEG."""
    rgb = _on_ground(picture)
    if max(rgb.shape[:2]) <= EDGE:
        return picture_url(_centred(rgb))
    height, width = rgb.shape[:2]
    factor = min(1, largest / max(height, width))
    size = max(1, round(width * factor)), max(1, round(height * factor))
    return picture_url(np.asarray(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA)), "jpeg")


def _centred(rgb: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """Centre uint8 (h, w, 3) of at most 28×28 on 28×28 of the tile's colour."""
    height, width = rgb.shape[:2]
    square = np.full((EDGE, EDGE, 3), TILE, np.uint8)
    top, left = (EDGE - height) // 2, (EDGE - width) // 2
    square[top : top + height, left : left + width] = rgb
    return square


def _on_ground(picture: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """Return (h, w, 3), with transparent parts in the tile's colour."""
    if picture.ndim == 2:
        return np.repeat(picture[..., None], 3, axis=2)
    if picture.shape[2] == 3:
        return picture
    alpha = picture[..., 3:].astype(np.float32) / 255
    mixed = picture[..., :3] * alpha + np.array(TILE, np.float32) * (1 - alpha)
    return np.asarray(mixed, np.uint8)
