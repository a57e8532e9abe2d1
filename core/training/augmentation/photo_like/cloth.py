"""Other fabric: new tone and contrast, uneven light, folds, prints, checks."""

import numpy as np

from core.training.augmentation.photo_like.filters import inner
from core.training.augmentation.photo_like.framing import SIDE
from core.training.augmentation.photo_like.noise import between, folds, smooth_fields, some

# Share of the pictures, maximum strength (of ink 0-1) and grid points of the smooth fields added.
FIELDS = ((0.35, 0.06, 3), (0.3, 0.035, 7), (0.15, 0.08, 14))
DARKEST = 0.08  # fabric stays brighter than the background
TYPICAL = np.float32(0.13)  # standard deviation of the ink within a garment of the dataset

_LINE = np.arange(SIDE, dtype=np.float32) - np.float32((SIDE - 1) / 2)
_ACROSS, _DOWN = _LINE[None, None, :], _LINE[None, :, None]


def change_cloth(
    ink: np.ndarray, garment: np.ndarray, generator: np.random.Generator
) -> np.ndarray:
    """Return other fabric for the garments (mask 0 or 1): float32 (n, 28, 28), 0-1.

    Pixels outside the mask are filled too; the cut-out removes them.
    """
    count = len(ink)
    cloth = ink.copy()
    dyed = some(0.85, count, generator)
    cloth[dyed] = _dye(ink[dyed], garment[dyed], generator)
    for share, most, points in FIELDS:
        lit = some(share, count, generator)
        strength = between(0.02, most, int(lit.sum()), generator)
        cloth[lit] += strength * smooth_fields(int(lit.sum()), generator, points)
    _grain(cloth, generator)
    folded = some(0.4, count, generator)
    strength = between(0, 0.12, int(folded.sum()), generator)
    cloth[folded] += strength * folds(int(folded.sum()), generator)
    _print(cloth, generator)
    _check(cloth, generator)
    return np.asarray(np.clip(cloth, DARKEST, 1, out=cloth))


def _dye(ink: np.ndarray, garment: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """Draw a new mean and contrast of the ink, some inverted: folds of light fabric are darker ink.

    The contrast still follows the garment's own: a checked shirt shows more than a plain one. The
    outermost pixels are dark because they are partly background, so they never brighten.
    """
    count = len(ink)
    within = inner(garment)
    area = within.sum(axis=(1, 2), keepdims=True) + 1
    mean = (ink * garment).sum(axis=(1, 2), keepdims=True)
    mean = mean / (garment.sum(axis=(1, 2), keepdims=True) + 1)
    relief = (ink - mean) * within
    rim = np.minimum((ink - mean) * (garment - within), 0)
    deviation = np.sqrt((relief**2).sum(axis=(1, 2), keepdims=True) / area) + np.float32(0.02)
    contrast = between(0.01, 0.13, count, generator) / np.sqrt(deviation * TYPICAL)
    contrast[some(0.3, count, generator)] *= -1
    shade = between(0.35, 0.85, count, generator)
    return np.asarray(shade + contrast * relief + np.float32(0.3) * rim)


def _grain(cloth: np.ndarray, generator: np.random.Generator) -> None:
    grainy = some(0.3, len(cloth), generator)
    count = int(grainy.sum())
    noise = generator.standard_normal((count, *cloth.shape[1:]), dtype=np.float32)
    cloth[grainy] += between(0, 0.05, count, generator) * noise


def _print(cloth: np.ndarray, generator: np.random.Generator) -> None:
    """Add a print to the chest of an eighth of the garments."""
    printed = some(0.12, len(cloth), generator)
    count = int(printed.sum())
    middle = between(-6, 3, count, generator)
    wide, tall = between(2, 6, count, generator), between(1.5, 6, count, generator)
    window = (np.abs(_ACROSS) < wide) & (np.abs(_DOWN - middle) < tall)
    strength = between(0.05, 0.3, count, generator)
    cloth[printed] += window * strength * smooth_fields(count, generator, 14)


def _check(cloth: np.ndarray, generator: np.random.Generator) -> None:
    """Give one garment in 17 horizontal stripes or checks."""
    checked = some(0.06, len(cloth), generator)
    count = int(checked.sum())
    turn = 2 * np.pi / between(3, 8, count, generator)
    start = between(0, 6, count, generator)
    upright = some(0.5, count, generator)[:, None, None]
    wave = np.sin(turn * _DOWN + start) + upright * np.sin(turn * _ACROSS + start)
    cloth[checked] += between(0.03, 0.12, count, generator) * np.sign(wave)
