"""Export a selection of pictures: CSV, contact sheet, one folder a class, Parquet."""

import io
import zipfile
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from core.data import dictionary
from core.data.classes import CLASS_NAMES
from core.data.dataset import SIDE
from core.text import csv_text
from core.workflows.data.table import PictureTable
from core.workflows.predict.answers import AllAnswers

COLUMNS = tuple(one.name for one in dictionary.COLUMNS if one.name != "pixels")
SHEET_COLUMNS, GAP, FACTOR = 20, 4, 2  # pictures a row, and pixels
MAX_ON_SHEET = 2000  # pictures
EPOCH = (2017, 8, 25, 0, 0, 0)  # of every file in a zip, so that equal contents give equal bytes


def rows_of(
    table: PictureTable, answers: AllAnswers | None, numbers: Sequence[int]
) -> list[tuple[object, ...]]:
    """Return what is known about pictures, a row each in the order of COLUMNS; None if unknown."""
    return [_row(table, answers, number) for number in numbers]


def as_csv(table: PictureTable, answers: AllAnswers | None, numbers: Sequence[int]) -> bytes:
    """Return pictures as CSV, without their pixels."""
    return csv_text([COLUMNS, *rows_of(table, answers, numbers)]).encode()


def as_parquet(table: PictureTable, answers: AllAnswers | None, numbers: Sequence[int]) -> bytes:
    """Return pictures as Parquet: the columns of the CSV and `pixels`, 784 bytes each."""
    import pandas as pd

    frame = pd.DataFrame(rows_of(table, answers, numbers), columns=list(COLUMNS))
    frame["pixels"] = [table.pictures.images[number].tobytes() for number in numbers]
    stream = io.BytesIO()
    frame.to_parquet(stream, index=False)
    return stream.getvalue()


def as_sheet(table: PictureTable, numbers: Sequence[int]) -> bytes:
    """Return a contact sheet as PNG, the first 2,000 pictures, twenty a row, in order."""
    shown = list(numbers[:MAX_ON_SHEET])
    across = min(SHEET_COLUMNS, max(1, len(shown)))
    down = max(1, -(-len(shown) // across))
    cell = SIDE * FACTOR + GAP
    sheet = np.full((down * cell + GAP, across * cell + GAP), 255, np.uint8)
    for place, number in enumerate(shown):
        top, left = GAP + place // across * cell, GAP + place % across * cell
        picture = table.pictures.images[number].repeat(FACTOR, axis=0).repeat(FACTOR, axis=1)
        sheet[top : top + SIDE * FACTOR, left : left + SIDE * FACTOR] = picture
    return _png(sheet)


def as_folders(table: PictureTable, numbers: Sequence[int]) -> bytes:
    """Return a zip file with one folder a class, and every picture as PNG."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for number in numbers:
            label = CLASS_NAMES[table.pictures.labels[number]].replace("/", "-")
            name = f"{label}/{table.name(number).replace(' ', '-')}.png"
            archive.writestr(zipfile.ZipInfo(name, EPOCH), _png(table.pictures.images[number]))
    return stream.getvalue()


def _row(table: PictureTable, answers: AllAnswers | None, number: int) -> tuple[object, ...]:
    pictures, quality = table.pictures, float(table.quality[number])
    return (
        number,
        table.name(number),
        table.split(number),
        CLASS_NAMES[pictures.labels[number]],
        None if answers is None else CLASS_NAMES[answers.predicted[number]],
        None if answers is None else round(float(answers.probabilities[number].max()), 6),
        None if np.isnan(quality) else round(quality, 6),
        round(float(table.brightness[number]), 6),
        round(float(table.ink[number]), 6),
    )


def _png(picture: NDArray[np.uint8]) -> bytes:
    stream = io.BytesIO()
    Image.fromarray(picture).save(stream, "PNG")
    return stream.getvalue()
