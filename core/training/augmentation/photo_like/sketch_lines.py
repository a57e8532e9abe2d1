"""The lines that people draw inside a garment's outline, which distinguish a coat from a pullover.

Chosen by how such garments are drawn, not from any collection of drawings: a coat opens in front, a
shirt has buttons and a collar, a pullover mostly nothing. Points are float (n, 2), x and y.
"""

from collections.abc import Callable

import numpy as np

from core.training.augmentation.photo_like.framing import Box

Lines = list[np.ndarray]
SHAKE = 0.015  # of the longer edge: jitter of a line
LENGTH = 55.0  # pixels: half the length of a sole


def lines_in(label: int, box: Box, generator: np.random.Generator) -> Lines:
    """Return the lines drawn inside a garment of a class (0-9; none for others), in its box."""
    draw = DRAWN.get(label)
    return draw(_Garment(box, generator), generator) if draw else []


class _Garment:
    """Points in a garment: shares of its box, from its top and from its middle, with jitter."""

    def __init__(self, box: Box, generator: np.random.Generator) -> None:
        self.box, self.generator = box, generator

    def line(self, *points: tuple[float, float]) -> np.ndarray:
        """Return the points (across from the middle, down from the top; shares of the box)."""
        box = self.box
        places = np.array(
            [(box.middle + x * box.width, box.top + y * box.height) for x, y in points]
        )
        shake = SHAKE * max(box.width, box.height)
        return np.asarray(places + self.generator.normal(0, shake, places.shape) * 0.7)


def _coat(garment: _Garment, generator: np.random.Generator) -> Lines:
    """A front that opens from neck to hem: what people draw for any outer garment."""
    lines = _front(garment, generator) if generator.random() < 0.9 else []
    lines += _collar(garment, generator, 0.5) + _pockets(garment, generator, 0.4)
    return lines + _buttons(garment, generator, 0.5)


def _shirt(garment: _Garment, generator: np.random.Generator) -> Lines:
    """At least one line: people do not draw a shirt as an empty outline."""
    lines = _front(garment, generator)[:1] if generator.random() < 0.35 else []
    lines += _collar(garment, generator, 0.6) + _buttons(garment, generator, 0.4)
    return lines or [_v_neck(garment, generator.uniform(0.1, 0.3), generator.uniform(0.08, 0.16))]


def _front(garment: _Garment, generator: np.random.Generator) -> Lines:
    """One line from neck to hem, or two near each other."""
    x, top = generator.normal(0, 0.02), generator.uniform(0, 0.2)
    second = [garment.line((x + 0.06, top), (x + 0.06, 1))] if generator.random() < 0.3 else []
    return [garment.line((x, top), (x, 1)), *second]


def _collar(garment: _Garment, generator: np.random.Generator, share: float) -> Lines:
    if generator.random() >= share:
        return []
    return [_v_neck(garment, generator.uniform(0.1, 0.4), generator.uniform(0.06, 0.16))]


def _buttons(garment: _Garment, generator: np.random.Generator, share: float) -> Lines:
    if generator.random() >= share:
        return []
    x = generator.choice([0.0, 0.05, -0.05])
    heights = np.linspace(0.25, 0.88, int(generator.integers(2, 6)))
    return [garment.line((x, y), (x + 0.01, y)) for y in heights]


def _pockets(garment: _Garment, generator: np.random.Generator, share: float) -> Lines:
    if generator.random() >= share:
        return []
    return [garment.line((side * 0.1, 0.7), (side * 0.2, 0.7)) for side in (-1, 1)]


def _plain_top(garment: _Garment, generator: np.random.Generator) -> Lines:
    """A neckline at most."""
    kind = generator.random()
    if kind < 0.3:
        half, deep = generator.uniform(0.08, 0.16), generator.uniform(0.04, 0.12)
        angles = np.linspace(0, np.pi, 12)
        return [garment.line(*((half * np.cos(a), 0.01 + deep * np.sin(a)) for a in angles))]
    if kind < 0.5:
        return [_v_neck(garment, generator.uniform(0.08, 0.2), generator.uniform(0.08, 0.14))]
    return []


def _pullover(garment: _Garment, generator: np.random.Generator) -> Lines:
    hem = [garment.line((-0.22, 0.92), (0.22, 0.92))] if generator.random() < 0.25 else []
    return _plain_top(garment, generator) + hem


def _dress(garment: _Garment, generator: np.random.Generator) -> Lines:
    waist = generator.uniform(0.3, 0.5)
    belt = [garment.line((-0.2, waist), (0.2, waist))] if generator.random() < 0.4 else []
    return _plain_top(garment, generator) + belt


def _trouser(garment: _Garment, generator: np.random.Generator) -> Lines:
    lines: Lines = []
    if generator.random() < 0.4:
        lines.append(garment.line((-0.5, 0.1), (0.5, 0.1)))
    if generator.random() < 0.35:
        lines.append(garment.line((0, 0), (0, generator.uniform(0.15, 0.4))))
    return lines


def _bag(garment: _Garment, generator: np.random.Generator) -> Lines:
    kind = generator.random()
    if kind < 0.4:
        flap = generator.uniform(0.3, 0.6)
        return [garment.line((-0.5, flap), (0.5, flap))]
    if kind < 0.7:
        return [garment.line((-0.35, 0.9), (-0.35, 0.6), (0.35, 0.6), (0.35, 0.9))]
    return []


def _shoe(garment: _Garment, generator: np.random.Generator) -> Lines:
    """The edge of the sole, and laces."""
    lines: Lines = []
    if generator.random() < 0.5:
        edge = generator.uniform(0.75, 0.9)
        lines.append(garment.line((-0.5, edge), (0.5, edge)))
    if generator.random() < 0.5:
        for _ in range(int(generator.integers(2, 5))):
            x, y = generator.uniform(-0.2, 0.1), generator.uniform(0.2, 0.6)
            lines.append(garment.line((x, y), (x + 0.12, y)))
    return lines


def _v_neck(garment: _Garment, deep: float, half: float) -> np.ndarray:
    return garment.line((-half, 0.02), (0, deep), (half, 0.02))


def sole(
    half_width: float, turn: float, generator: np.random.Generator
) -> tuple[np.ndarray, Lines]:
    """Return the outline of a sole around (0, 0), rotated by `turn` degrees, and its straps."""
    angle = np.linspace(0, 2 * np.pi, 40, endpoint=False)
    down = np.sin(angle)
    waist = 1 - generator.uniform(0, 0.25) * np.exp(-(((down - 0.1) / 0.35) ** 2))
    toes = 1 - generator.uniform(0, 0.2) * down
    outline = np.stack([half_width * np.cos(angle) * waist * toes, LENGTH * down], axis=1)
    radians = np.deg2rad(turn)
    cosine, sine = np.cos(radians), np.sin(radians)
    turned = np.array([[cosine, sine], [-sine, cosine]])
    return outline @ turned, [strap @ turned for strap in _straps(half_width, generator)]


def _straps(half_width: float, generator: np.random.Generator) -> Lines:
    """One strap in a V, two across, or none."""
    kind = generator.random()
    front = -LENGTH * generator.uniform(-0.1, 0.3)
    if kind < 0.15:
        return []
    if kind < 0.32:
        rows = (front, front - 10)
        return [np.array([[-half_width, y], [half_width, y]]) for y in rows]
    toe = -LENGTH * generator.uniform(0.4, 0.75)
    side = 0.9 * half_width
    return [np.array([[-side, front], [0, toe], [side, front]])]


DRAWN: dict[int, Callable[[_Garment, np.random.Generator], Lines]] = {
    0: _plain_top,
    1: _trouser,
    2: _pullover,
    3: _dress,
    4: _coat,
    6: _shirt,
    7: _shoe,
    8: _bag,
    9: _shoe,
}
