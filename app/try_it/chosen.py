"""What was chosen on the page: a prepared picture, and where it came from."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from streamlit.delta_generator import DeltaGenerator

from core.pictures import Preparation


@dataclass(frozen=True, eq=False)
class Chosen:
    """A prepared picture; what it really shows where that is known, and what it was before.

    `name` and `content` are those of the file, where there is one. `start` is the test picture
    uint8 (28, 28) that a person changed. `echo` is a place right under the hand that made it.
    """

    preparation: Preparation
    truth: str | None = None
    name: str = ""
    content: bytes = b""
    start: npt.NDArray[np.uint8] | None = None
    echo: DeltaGenerator | None = None
