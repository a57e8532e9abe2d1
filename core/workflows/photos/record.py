"""The samples of an ablation on disk, so that it can be resumed and browsed."""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from core.errors import HomeUnusable
from core.pictures import Stage
from core.record_lines import RecordLines
from core.settings import Settings
from core.workflows.photos.ablation import Sample

TILE = 168  # pixels: six times 28
GROUND = (20, 21, 26)  # RGB behind transparent pixels: the dark of the page's tiles
QUALITY = 85  # WebP quality of a strip, per cent


class SampleRecord:
    """The samples of one ablation: one line each, and a picture strip of its stages.

    The strip is written first and the line last, so that a sample is complete or not there.
    Everything is in the home's data. Raises HomeUnusable if it cannot be read or written.
    """

    def __init__(self, settings: Settings, job_id: str) -> None:
        self._folder = _root(settings) / job_id
        self._lines = RecordLines(self._folder / "looks.ndjson", Sample)

    def read(self) -> list[Sample]:
        """Return the samples in processing order; none if there is no such record."""
        with self._usable():
            return self._lines.read()

    def begin(self) -> list[Sample]:
        """Prepare the record for appending; return the samples of earlier attempts."""
        with self._usable():
            (self._folder / "strips").mkdir(parents=True, exist_ok=True)
            return self._lines.recover()

    def add(self, number: int, sample: Sample, stages: Sequence[Stage]) -> None:
        """Save the sample of that number, from 0."""
        with self._usable():
            if stages:
                self._strip(number).write_bytes(strip(stages))
            self._lines.add(sample)

    def strip(self, number: int) -> bytes:
        """Return the stages of a sample side by side, as WebP; empty if there are none."""
        try:
            return self._strip(number).read_bytes()
        except OSError:
            return b""

    def _strip(self, number: int) -> Path:
        return self._folder / "strips" / f"{number:06}.webp"

    @contextmanager
    def _usable(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise HomeUnusable(
                f"The record in {self._folder} cannot be used: {error.strerror}. Free some space, "
                "then continue: what was found so far is kept."
            ) from error


def remove_record(settings: Settings, job_id: str) -> None:
    """Remove the record of an ablation."""
    shutil.rmtree(_root(settings) / job_id, ignore_errors=True)


def strip(stages: Sequence[Stage]) -> bytes:
    """Return the pictures of stages side by side on dark squares of 168 pixels, as WebP."""
    row = np.hstack([square(stage.picture) for stage in stages])
    _, content = cv2.imencode(".webp", row[..., ::-1], [cv2.IMWRITE_WEBP_QUALITY, QUALITY])
    return content.tobytes()


def square(picture: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """Centre a picture (h, w), (h, w, 3) or (h, w, 4) on a dark square: uint8 (168, 168, 3)."""
    height, width = picture.shape[:2]
    factor = TILE / max(height, width)
    factor = int(factor) if factor >= 1 else factor  # whole factors keep pixels square
    size = max(1, round(width * factor)), max(1, round(height * factor))
    method = cv2.INTER_NEAREST if factor >= 1 else cv2.INTER_AREA
    scaled = cv2.resize(_coloured(picture), size, interpolation=method)
    ground = np.full((TILE, TILE, 3), GROUND, np.uint8)
    top, left = (TILE - size[1]) // 2, (TILE - size[0]) // 2
    ground[top : top + size[1], left : left + size[0]] = scaled
    return ground


def _coloured(picture: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    if picture.ndim == 2:
        return np.dstack([picture] * 3)
    if picture.shape[2] == 3:
        return picture
    alpha = picture[..., 3:].astype(np.float32) / 255
    return np.rint(picture[..., :3] * alpha + np.array(GROUND) * (1 - alpha)).astype(np.uint8)


def _root(settings: Settings) -> Path:
    return settings.data / "ablations"
