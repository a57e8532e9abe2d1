"""The wardrobe: pictures that a person labelled, to teach the model with and to measure it on.

It is private: it lies under the home's data, which git ignores, and nothing leaves the computer.
"""

from core.data.user_pictures.store import Answered, Item, Kept, Shelf
from core.settings import Settings

__all__ = ["Answered", "Item", "Kept", "Wardrobe"]


class Wardrobe(Shelf):
    """A shelf on which half of each label is held back: never learned from, only for measuring.

    The side of an item is settled when it first comes, and stays: the side that has fewer of its
    label takes it, and where both have as many, it is learned from. So a handful is divided as
    evenly as a hundred, and no picture that a model learned from measures it later.
    """

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings.data / "wardrobe")

    def add(self, item: Item) -> str:
        """Put a labelled picture into the wardrobe, at once or not at all; return its id.

        The same photo again, under another label or mended, replaces what was there and keeps its
        side. Raises HomeUnusable where the folder cannot be written.
        """
        return self._put(item, held_back=self._side(item))

    def _side(self, item: Item) -> bool:
        """Say whether an item is to be held back."""
        id_, items = self.identity(item), self.items()
        for kept in (*items, *self.deleted()):
            if kept.id == id_:
                return kept.held_back
        sides = [kept.held_back for kept in items if kept.label == item.label]
        return sides.count(True) < sides.count(False)
