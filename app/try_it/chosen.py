"""The picture chosen on the page, prepared, with its origin."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from streamlit.delta_generator import DeltaGenerator

from core.pictures import Preparation


@dataclass(frozen=True, eq=False)
class Chosen:
    """A prepared picture with its origin.

    `truth` is its true label, if known; `name` and `content` are those of its file, if it has one.
    `start` is the test picture uint8 (28, 28) before it was drawn on. `echo` is a placeholder
    right under the canvas.
    """

    preparation: Preparation
    truth: str | None = None
    name: str = ""
    content: bytes = b""
    start: npt.NDArray[np.uint8] | None = None
    echo: DeltaGenerator | None = None
