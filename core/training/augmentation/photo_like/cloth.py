"""Other cloth: dyed anew, unevenly lit, folded, printed, checked."""

import numpy as np

from core.training.augmentation.photo_like.filters import inner
from core.training.augmentation.photo_like.framing import SIDE
from core.training.augmentation.photo_like.noise import between, folds, smooth_fields, some

# Share of the pictures, strongest, and knots of the smooth fields added to the cloth (0-1).
FIELDS = ((0.35, 0.06, 3), (0.3, 0.035, 7), (0.15, 0.08, 14))
DARKEST = 0.08  # cloth stays brighter than the ground
TYPICAL = np.float32(0.13)  # deviation of the ink within a garment of the dataset

_LINE = np.arange(SIDE, dtype=np.float32) - np.float32((SIDE - 1) / 2)
_ACROSS, _DOWN = _LINE[None, None, :], _LINE[None, :, None]


def change_cloth(
    ink: np.ndarray, garment: np.ndarray, generator: np.random.Generator
) -> np.ndarray:
    """Return ink (n, 28, 28), 0-1, with other cloth where garment (0 or 1) is; float32."""
    count = len(ink)
    cloth = ink.copy()
    dyed = some(0.85, count, generator)
    cloth[dyed] = _dye(ink[dyed], garment[dyed], generator)
    for share, most, knots in FIELDS:
        lit = some(share, count, generator)
        strength = between(0.02, most, int(lit.sum()), generator)
        cloth[lit] += strength * smooth_fields(int(lit.sum()), generator, knots)
    _grain(cloth, generator)
    folded = some(0.4, count, generator)
    strength = between(0, 0.12, int(folded.sum()), generator)
    cloth[folded] += strength * folds(int(folded.sum()), generator)
    _print(cloth, generator)
    _check(cloth, generator)
    return np.asarray(np.clip(cloth, DARKEST, 1, out=cloth))


def _dye(ink: np.ndarray, garment: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """Draw mean and contrast of the ink anew; a light garment's folds are darker ink.

    The contrast still follows the garment's own: a checked shirt shows more than a plain one.
    Its outermost pixels are dark for being partly ground, which is no relief: they never brighten.
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
    """Print something on the chest of an eighth of the garments."""
    printed = some(0.12, len(cloth), generator)
    count = int(printed.sum())
    middle = between(-6, 3, count, generator)
    wide, tall = between(2, 6, count, generator), between(1.5, 6, count, generator)
    window = (np.abs(_ACROSS) < wide) & (np.abs(_DOWN - middle) < tall)
    strength = between(0.05, 0.3, count, generator)
    cloth[printed] += window * strength * smooth_fields(count, generator, 14)


def _check(cloth: np.ndarray, generator: np.random.Generator) -> None:
    """Give one garment in 17 stripes across, or checks."""
    checked = some(0.06, len(cloth), generator)
    count = int(checked.sum())
    turn = 2 * np.pi / between(3, 8, count, generator)
    start = between(0, 6, count, generator)
    upright = some(0.5, count, generator)[:, None, None]
    wave = np.sin(turn * _DOWN + start) + upright * np.sin(turn * _ACROSS + start)
    cloth[checked] += between(0.03, 0.12, count, generator) * np.sign(wave)
