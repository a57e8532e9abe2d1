"""Out-of-distribution pictures, made from pictures of the ten classes.

Trained towards equal probabilities on these (outlier exposure: Hendrycks, Mazeika, Dietterich,
arXiv 1812.04606), a network finds less evidence in other things that it never saw.
"""

from collections.abc import Callable

import cv2
import numpy as np

from core.training.augmentation.photo_like.framing import INK, SIDE, Box, box_of, fitted, resized

TROUSER, DRESS = 1, 3
FINE = 4  # shapes are drawn at this many times the resolution
EDGE = FINE * SIDE
Shape = np.ndarray


def outliers(
    images: np.ndarray, labels: np.ndarray, count: int, generator: np.random.Generator
) -> np.ndarray:
    """Return `count` outliers, uint8 (count, 28, 28), made from pictures (n, 28, 28)."""
    return np.array([_one(images, labels, KINDS, generator) for _ in range(count)])


def outlier_garments(
    images: np.ndarray, labels: np.ndarray, count: int, generator: np.random.Generator
) -> np.ndarray:
    """Return outliers that a drawing can show: the outline of a sheet is the same as a bag's."""
    return np.array([_one(images, labels, KINDS[:-1], generator) for _ in range(count)])


def _one(
    images: np.ndarray,
    labels: np.ndarray,
    kinds: "tuple[_Kind, ...]",
    generator: np.random.Generator,
) -> np.ndarray:
    """Make one outlier of a kind for which there is a source picture."""
    usable = [np.ones(len(labels), bool) if of is None else labels == of for _, _, of in kinds]
    shares = np.array([share * u.any() for (share, _, _), u in zip(kinds, usable, strict=True)])
    chosen = generator.choice(len(kinds), p=shares / shares.sum())
    picture = images[generator.choice(np.flatnonzero(usable[chosen]))]
    return _crisp(kinds[chosen][1](picture, generator), generator)


def shorts(trousers: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """Cut off the legs of trousers."""
    box = box_of(trousers > INK)
    if box is None:
        return trousers
    kept = max(2, int(box.height * generator.uniform(0.3, 0.55)))
    return _stretched(box.cut(trousers)[:kept], generator.uniform(0.9, 1.7))


def skirt(dress: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """Cut off everything above the waist of a dress."""
    box = box_of(dress > INK)
    if box is None:
        return dress
    kept = max(2, int(box.height * generator.uniform(0.3, 0.6)))
    return _stretched(box.cut(dress)[-kept:], generator.uniform(0.9, 1.6))


def trapeze(picture: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """Cut a skirt from the picture's fabric: narrow waist, wide and perhaps rounded hem."""
    waist, long = generator.uniform(0.3, 0.9), generator.uniform(0.45, 1.0)
    low = 0.04 + 0.92 * long
    hem = 0.04 + 0.92 * min(1.0, long * (1 + generator.uniform(0, 0.12)))
    left, right = 0.5 - waist / 2, 0.5 + waist / 2
    corners = np.array([[left, 0.04], [right, 0.04], [0.98, low], [0.5, hem], [0.02, low]])
    corners += generator.normal(0, 0.018, corners.shape)
    return _cut_from(_cloth(picture), _polygon(corners))


def hat(picture: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """Cut the top of a hat, and mostly a brim, from the picture's fabric, lit differently."""
    wide, tall = generator.uniform(0.2, 0.41), generator.uniform(0.22, 0.67)
    base = generator.uniform(0.62, 0.8)
    top = _top_of_hat(wide, tall, base, generator)
    shape = np.maximum(top, _brim(wide, tall, base, generator))
    light = np.where(top > 0, generator.uniform(0.6, 1.2), generator.uniform(0.6, 1.2))
    lit = _cloth(picture) * _small(light.astype(np.float32))
    seen = _cut_from(np.clip(lit, 0, 255).astype(np.uint8), shape)
    turned = int(generator.integers(4)) if generator.random() < 0.25 else 0
    return np.rot90(seen, turned).copy()


def thing(picture: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """Cut a blob, a sheet or a disc from the picture's fabric, or fill the frame with it."""
    cloth = _cloth(picture).astype(np.float32)
    kind = generator.random()
    if kind < 0.3:
        shape = _blob(generator)
    elif kind < 0.65:
        shape = _sheet(generator)
        if generator.random() < 0.5:  # like lines of writing
            cloth[generator.random(SIDE) < 0.4] *= generator.uniform(0.3, 1.5)
    elif kind < 0.8:
        shape = np.full((EDGE, EDGE), 255, np.uint8)
    else:
        radii = (int(generator.integers(20, 56)), int(generator.integers(20, 56)))
        shape = _ellipse((0.5, 0.5), radii, generator.uniform(0, 180))
    if generator.random() < 0.4:
        cloth += generator.uniform(10, 60) * generator.normal(0, 1, cloth.shape)
    return _cut_from(np.clip(cloth, 0, 255).astype(np.uint8), shape)


def _top_of_hat(wide: float, tall: float, base: float, generator: np.random.Generator) -> Shape:
    if generator.random() < 0.75:
        radii = (int(wide * EDGE), int(tall * EDGE))
        return _ellipse((0.5, base), radii, generator.normal(0, 6), start=180)
    top = wide * generator.uniform(0.7, 1)
    low, high = base, base - tall
    return _polygon(
        np.array([[0.5 - wide, low], [0.5 - top, high], [0.5 + top, high], [0.5 + wide, low]])
    )


def _brim(wide: float, tall: float, base: float, generator: np.random.Generator) -> Shape:
    """Return a brim on one side, all around, a rounded lower edge, or none."""
    kind = generator.random()
    if kind < 0.35:
        off = generator.choice([-1, 1]) * wide * generator.uniform(0.3, 0.9)
        radii = (int(wide * EDGE * generator.uniform(0.6, 1.1)), int(generator.integers(5, 17)))
        return _ellipse((0.5 + off, base), radii, generator.normal(0, 12))
    if kind < 0.7:
        radii = (int(wide * EDGE * generator.uniform(1.05, 1.8)), int(generator.integers(5, 21)))
        return _ellipse((0.5, base), radii, generator.normal(0, 6))
    if kind < 0.85:
        radii = (int(wide * EDGE), int(tall * EDGE * generator.uniform(0.1, 0.7)))
        return _ellipse((0.5, base), radii, 0)
    return np.zeros((EDGE, EDGE), np.uint8)


def _blob(generator: np.random.Generator) -> Shape:
    steps = int(generator.integers(3, 6))
    hills = generator.normal(0, 1, (steps, steps))
    hills = np.asarray(cv2.resize(hills, (EDGE, EDGE), interpolation=cv2.INTER_CUBIC), np.float64)
    line = np.linspace(-1, 1, EDGE)
    hills -= 2.2 * (line[:, None] ** 2 + line[None] ** 2) - generator.uniform(0.3, 1.0)
    return np.where(hills > 0, 255, 0).astype(np.uint8)


def _sheet(generator: np.random.Generator) -> Shape:
    size = 2 * FINE * generator.uniform(5, 14, 2)
    turn = generator.uniform(-30, 30) if generator.random() < 0.5 else 0.0
    corners = cv2.boxPoints(((EDGE / 2, EDGE / 2), tuple(size), turn))
    return _polygon(corners / EDGE)


def _polygon(corners: np.ndarray) -> Shape:
    """Fill a polygon (n, 2), shares of the edge: uint8 (EDGE, EDGE), 0 or 255."""
    shape = np.zeros((EDGE, EDGE), np.uint8)
    cv2.fillPoly(shape, [np.rint(corners * EDGE).astype(np.int32)], 255)
    return shape


def _ellipse(
    centre: tuple[float, float], radii: tuple[int, int], turn: float, start: int = 0
) -> Shape:
    shape = np.zeros((EDGE, EDGE), np.uint8)
    middle = (int(centre[0] * EDGE), int(centre[1] * EDGE))
    cv2.ellipse(shape, middle, radii, turn, start, 360, 255, -1)
    return shape


def _small(large: np.ndarray) -> np.ndarray:
    return np.asarray(cv2.resize(large, (SIDE, SIDE), interpolation=cv2.INTER_AREA))


def _cloth(picture: np.ndarray) -> np.ndarray:
    """Fill a frame with the middle of a garment, uint8 (28, 28), brighter than the background."""
    box = box_of(picture > INK) or Box(0, SIDE, 0, SIDE)
    down, across = box.height // 4, box.width // 4
    middle = Box(box.top + down, box.bottom - down, box.left + across, box.right - across)
    return np.asarray(np.maximum(resized(middle.cut(picture), SIDE, SIDE), 30))


def _cut_from(cloth: np.ndarray, shape: Shape) -> np.ndarray:
    """Cut a shape (EDGE, EDGE) out of fabric (28, 28), and fit it to the frame."""
    cut = (cloth * (_small(shape) / 255.0)).astype(np.uint8)
    box = box_of(cut > INK)
    return fitted(box.cut(cut)) if box else cut


def _stretched(cut: np.ndarray, times: float) -> np.ndarray:
    """Widen the garment in a cut-out (h, w), and fit it to the frame."""
    box = box_of(cut > INK)
    if box is None:
        return fitted(cut)
    cut = box.cut(cut)
    return fitted(resized(cut, max(2, int(cut.shape[1] * times)), cut.shape[0]))


def _crisp(picture: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """Sharpen: enlarged fabric is blurred, and blur must not be what identifies an outlier."""
    sharp = picture.astype(np.float32)
    soft = cv2.GaussianBlur(sharp, (0, 0), 1.2)
    sharper = np.clip(sharp + generator.uniform(0, 1.8) * (sharp - soft), 0, 255)
    return np.asarray(sharper.astype(np.uint8) * (picture > INK))


# Share of the outliers, how they are made, and the class that they are made from (None: any).
_Kind = tuple[float, Callable[[np.ndarray, np.random.Generator], np.ndarray], int | None]
KINDS: tuple[_Kind, ...] = (
    (0.25, shorts, TROUSER),
    (0.17, skirt, DRESS),
    (0.13, trapeze, None),
    (0.27, hat, None),
    (0.18, thing, None),
)
