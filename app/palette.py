"""One colour a class, by family: tops blue, legs and dresses purple, shoes warm, bags green.

Chosen to be told apart on paper and on ink, and never used without the name beside them.
"""

from core.data.classes import CLASS_NAMES

COLOURS: dict[str, str] = {
    "T-shirt/top": "#62B0E8",
    "Shirt": "#2FA7A0",
    "Pullover": "#3B7CC9",
    "Coat": "#4A5FC1",
    "Trouser": "#8D6AC4",
    "Dress": "#C17FD0",
    "Sandal": "#E9A23B",
    "Sneaker": "#E4733C",
    "Ankle boot": "#C8453A",
    "Bag": "#6FA03F",
}
# Families together, so that a confusion inside one looks near and one across looks far.
ORDER: tuple[str, ...] = tuple(COLOURS)
# The ground that pictures lie on, the same in both themes.
TILE = (20, 21, 26)

if set(ORDER) != set(CLASS_NAMES):
    raise AssertionError("The palette and the classes have drifted apart.")
