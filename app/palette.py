"""The colours of the classes and of the charts.

One colour per class, by family (tops blue, trousers and dresses purple, shoes warm, bags green).
Distinguishable in both themes; never used without a name beside them.
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
# Charts. Distinguishable in both themes, also for colour-blind readers.
ACCENT, MUTED, PALE, SECOND = "#B5527B", "#8C8577", "#B8AF9F", "#3B7CC9"
LINES = (ACCENT, SECOND, "#C07A1C", "#2F9A93", "#8D6AC4", "#5F9433", "#C8453A", MUTED)
RIGHT, WRONG = "#2F9A93", "#C8453A"
# From doubtful to good labels: an ordered scale, also for colour-blind readers.
QUALITY = ("#B5322B", "#DE6B35", "#E3A94A", "#8FB3C9", "#4F86C6")
# Families are adjacent, so that confusions within a family look near and others far.
ORDER: tuple[str, ...] = tuple(COLOURS)
# The background of pictures, the same in both themes.
TILE = (20, 21, 26)

if set(ORDER) != set(CLASS_NAMES):
    raise AssertionError("The palette and the classes have drifted apart.")
