"""Drawings of garments, made for this project: strokes, so that a person can go on with them."""

import json
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from core.pictures.strokes import read_strokes

FILE = Path(__file__).with_name("drawings.ndjson")  # one drawing per line


class ExampleDrawing(NamedTuple):
    """A drawing: its class, its strokes as float (n, 2) with x and y 0-255, and its own line."""

    label: str
    strokes: tuple[npt.NDArray[np.float64], ...]
    line: str


@cache
def drawings() -> tuple[ExampleDrawing, ...]:
    """Return the drawings, at most one of each class."""
    lines = FILE.read_text("utf-8").splitlines()
    return tuple(
        ExampleDrawing(json.loads(line)["word"], tuple(read_strokes(line)), line) for line in lines
    )
