"""A folder of synthetic labelled photos: garments of one colour on a grainy background."""

import json
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

SHIRT = [(80, 70), (190, 70), (230, 70), (340, 70), (385, 170), (310, 160), (310, 440), (110, 440)]
TROUSERS = [(130, 60), (290, 60), (330, 470), (240, 470), (210, 180), (180, 470), (90, 470)]
STROKES = json.dumps({"drawing": [[[60, 200, 200, 60, 60], [60, 60, 220, 220, 60]]]})


def photo(outline: list[tuple[int, int]], seed: int) -> np.ndarray:
    """Return uint8 (266, 210, 3): a dark garment that varies slightly with the seed."""
    random = np.random.default_rng(seed)
    ground = np.array([205, 185, 150]) + random.normal(0, 4, (533, 420, 3))
    picture = np.clip(ground, 0, 255).astype(np.uint8)
    points = np.array(outline) + random.integers(-8, 9, (len(outline), 2))
    cv2.fillPoly(picture, [points.astype(np.int32)], (40, 60 + 10 * (seed % 5), 110))
    return cv2.resize(picture, (210, 266), interpolation=cv2.INTER_AREA)


def write_photos(folder: Path, each: int = 2) -> Path:
    """Fill a folder: photos of t-shirt, pants and hat, and one file that is not a picture."""
    for label, outline in (("t-shirt", SHIRT), ("pants", TROUSERS), ("hat", SHIRT)):
        (folder / label).mkdir(parents=True)
        for number in range(each):
            Image.fromarray(photo(outline, number)).save(folder / label / f"{number}.jpg")
    (folder / "pants" / "broken.jpg").write_text("no picture")
    return folder
