"""What an ablation found, picture by picture, on disk: it can go on, and be looked through."""

import json
import shutil
import time
from collections.abc import Collection, Sequence
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from core.errors import HomeUnusable
from core.pictures import Stage
from core.settings import Settings
from core.workflows.photos.ablation import Looked

TILE = 168  # pixels: six times 28
GROUND = (20, 21, 26)  # red, green, blue: what is transparent shows the dark of the page's tiles
QUALITY = 85  # of a strip, per cent
YOUNG = 60.0  # seconds


class LookRecord:
    """The looks of one ablation: a line of JSON each, and a strip of its stages beside it.

    The strip is written first and the line last, so a look is there whole or not at all; a line
    that a kill cut short is taken off. Everything lies under the home's data.
    """

    def __init__(self, settings: Settings, job_id: str) -> None:
        self._folder = _root(settings) / job_id
        self._lines = self._folder / "looks.ndjson"

    def read(self) -> list[Looked]:
        """Return the looks in the order of the work; none where there is no such record."""
        try:
            content = self._lines.read_bytes()
        except FileNotFoundError:
            return []
        except OSError as error:
            raise HomeUnusable(f"{self._lines} cannot be read: {error.strerror}.") from error
        found = []
        for line in content.split(b"\n")[:-1]:  # what has no end was cut short
            try:
                found.append(Looked.from_line(json.loads(line)))
            except (ValueError, KeyError, TypeError, AttributeError):
                break  # damaged: what comes after cannot be matched with its strip
        return found

    def begin(self) -> list[Looked]:
        """Make the record ready to be added to; return what an earlier go found.

        Raises HomeUnusable where it cannot be written.
        """
        kept = self.read()
        try:
            (self._folder / "strips").mkdir(parents=True, exist_ok=True)
            self._lines.write_bytes(b"".join(_line(looked) for looked in kept))
        except OSError as error:
            raise self._unusable(error) from error
        return kept

    def add(self, number: int, looked: Looked, stages: Sequence[Stage]) -> None:
        """Keep the look of that number, from 0. Raises HomeUnusable where it cannot be written."""
        try:
            if stages:
                self._strip(number).write_bytes(strip(stages))
            with self._lines.open("ab") as lines:
                lines.write(_line(looked))
        except OSError as error:
            raise self._unusable(error) from error

    def strip(self, number: int) -> bytes:
        """Return the stages of a look side by side, as WebP; nothing where there are none."""
        try:
            return self._strip(number).read_bytes()
        except OSError:
            return b""

    def _strip(self, number: int) -> Path:
        return self._folder / "strips" / f"{number:06}.webp"

    def _unusable(self, error: OSError) -> HomeUnusable:
        return HomeUnusable(
            f"What was found cannot be kept in {self._folder}: {error.strerror}. Free some space, "
            "then continue: what was found so far is kept."
        )


def tidy(settings: Settings, known: Collection[str]) -> int:
    """Remove the records of jobs that are no longer known by id; return how many.

    Those begun just now stay: another app may know more than this one.
    """
    young = time.time() - YOUNG
    folders = (path for path in _root(settings).glob("*") if path.name not in known)
    gone = [path for path in folders if path.is_dir() and path.stat().st_mtime <= young]
    for folder in gone:
        shutil.rmtree(folder, ignore_errors=True)
    return len(gone)


def strip(stages: Sequence[Stage]) -> bytes:
    """Lay the pictures of stages side by side on dark squares of 168 pixels; return WebP."""
    row = np.hstack([square(stage.picture) for stage in stages])
    _, content = cv2.imencode(".webp", row[..., ::-1], [cv2.IMWRITE_WEBP_QUALITY, QUALITY])
    return content.tobytes()


def square(picture: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    """Centre a picture (h, w), (h, w, 3) or (h, w, 4) on a dark square: uint8 (168, 168, 3)."""
    height, width = picture.shape[:2]
    factor = TILE / max(height, width)
    factor = int(factor) if factor >= 1 else factor  # every pixel stays a square
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


def _line(looked: Looked) -> bytes:
    return json.dumps(looked.as_line()).encode() + b"\n"


def _root(settings: Settings) -> Path:
    return settings.data / "ablations"
