"""The map laid back over the photo that the picture was made of."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from app.components.data_url import picture_url
from app.explain.drawing import coloured
from app.explain.picture import Shown
from core.explanation import Explanation, Method
from core.explanation.trust.judge import Trust
from core.explanation.trust.verdict import Level
from core.workflows.explain.files import TITLES
from core.workflows.explain.photo import on_photo

LARGEST = 560  # pixels of the longest edge that is sent to the browser
IN_SHORT = {
    Level.PASSED: "It passed its tests.",
    Level.DOUBTFUL: "With care: see the line under the map.",
    Level.UNTESTED: "Not tested.",
    Level.FAILED: "Do not rely on it either: no map passed its tests.",
}
ORDER = (Level.PASSED, Level.DOUBTFUL, Level.UNTESTED, Level.FAILED)


def photo_figure(shown: Shown, found: Explanation, trust: Mapping[Method, Trust]) -> str:
    """Return the most trusted map over the photo, as HTML; empty if there is no photo."""
    if shown.photo is None:
        return ""
    method = most_trusted(trust)
    laid = on_photo(shown.photo, found.maps[method])
    if laid is None:
        return ""
    image = picture_url(over(shown.photo.stages[0].picture, laid, found.scale), "jpeg")
    level = trust[method].verdict.level if method in trust else Level.UNTESTED
    return (
        f"<figure><h3>{TITLES[method]}, on the photo</h3>"
        f'<img class="photo" alt="The photo with the map over it" src="{image}">'
        f"<figcaption>{IN_SHORT[level]}</figcaption></figure>"
    )


def most_trusted(trust: Mapping[Method, Trust]) -> Method:
    """Return the method with the best verdict; RISE before there is any."""
    return min(
        trust, key=lambda method: ORDER.index(trust[method].verdict.level), default=Method.RISE
    )


def over(photo: NDArray[np.uint8], laid: NDArray[np.float32], scale: float) -> NDArray[np.uint8]:
    """Draw a map (h, w) over a photo uint8 (h, w, 3), in grey, scaled down to be shown."""
    import cv2

    height, width = laid.shape
    factor = min(1.0, LARGEST / max(height, width))
    size = max(1, round(width * factor)), max(1, round(height * factor))
    small = cv2.resize(photo[..., :3], size, interpolation=cv2.INTER_AREA)
    grey = np.repeat(small.mean(axis=2, keepdims=True), 3, axis=2).astype(np.float32)
    return coloured(grey, np.asarray(cv2.resize(laid, size), np.float32), scale)
