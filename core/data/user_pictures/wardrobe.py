"""The wardrobe: pictures labelled by the user, to fine-tune the model with and to measure it on.

It is private: it is stored in the home's data folder, which git ignores, and nothing leaves the
computer.
"""

from core.data.user_pictures.store import Answered, Item, PictureStore, StoredPicture
from core.settings import Settings

__all__ = ["Answered", "Item", "StoredPicture", "Wardrobe"]


class Wardrobe(PictureStore):
    """A store in which half of each label is held out: never trained on, only for measuring.

    A new item joins the side that has fewer of its label, the training side if both have as many,
    and never changes sides. So a handful is divided as evenly as a hundred, and no model is
    measured on a picture that it was trained on.
    """

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings.data / "wardrobe")

    def add(self, item: Item) -> str:
        """Add a labelled picture to the wardrobe, atomically; return its id.

        The same photo again, with another label or outline, replaces the earlier item and keeps its
        side. Raises HomeUnusable if the folder cannot be written.
        """
        return self._put(item, holdout=self._side(item))

    def _side(self, item: Item) -> bool:
        """Return whether an item is held out."""
        id_, items = self.identity(item), self.items()
        for stored_picture in (*items, *self.deleted()):
            if stored_picture.id == id_:
                return stored_picture.holdout
        sides = [
            stored_picture.holdout for stored_picture in items if stored_picture.label == item.label
        ]
        return sides.count(True) < sides.count(False)
