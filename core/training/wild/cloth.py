"""Other cloth: dyed anew, unevenly lit, folded, patterned."""

import numpy as np

from core.training.wild.noise import between, folds, smooth_fields, some

# Share of the pictures, strongest, and knots of the smooth fields added to the cloth (0-1).
FIELDS = ((0.5, 0.13, 3), (0.5, 0.08, 7), (0.15, 0.15, 10))
DARKEST = 0.08  # cloth stays brighter than the ground


def change_cloth(
    ink: np.ndarray, garment: np.ndarray, generator: np.random.Generator
) -> np.ndarray:
    """Return ink (n, 28, 28), 0-1, with other cloth where garment (0 or 1) is; float32."""
    count = len(ink)
    cloth = ink.copy()
    dyed = some(0.6, count, generator)
    cloth[dyed] = _dye(ink[dyed], garment[dyed], generator)
    for share, most, knots in FIELDS:
        lit = some(share, count, generator)
        strength = between(0.02, most, int(lit.sum()), generator)
        cloth[lit] += strength * smooth_fields(int(lit.sum()), generator, knots)
    _grain(cloth, generator)
    folded = some(0.4, count, generator)
    strength = between(0, 0.12, int(folded.sum()), generator)
    cloth[folded] += strength * folds(int(folded.sum()), generator)
    return np.asarray(np.clip(cloth, DARKEST, 1, out=cloth))


def _dye(ink: np.ndarray, garment: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """Draw mean and contrast of the ink anew; a light garment's folds are darker ink."""
    count = len(ink)
    area = garment.sum(axis=(1, 2), keepdims=True) + 1
    mean = (ink * garment).sum(axis=(1, 2), keepdims=True) / area
    relief = (ink - mean) * garment
    deviation = np.sqrt((relief**2).sum(axis=(1, 2), keepdims=True) / area) + np.float32(0.02)
    contrast = between(0.03, 0.22, count, generator) / deviation
    contrast[some(0.3, count, generator)] *= -1
    return np.asarray(between(0.35, 0.85, count, generator) + contrast * relief)


def _grain(cloth: np.ndarray, generator: np.random.Generator) -> None:
    grainy = some(0.3, len(cloth), generator)
    count = int(grainy.sum())
    noise = generator.standard_normal((count, *cloth.shape[1:]), dtype=np.float32)
    cloth[grainy] += between(0, 0.05, count, generator) * noise
