"""Cases: pictures that every later model must answer correctly, and that no model learns from."""

from collections.abc import Sequence

from core.data.user_pictures.store import PictureStore, StoredPicture
from core.settings import Settings


class Cases(PictureStore):
    """The cases of a home, kept apart from the wardrobe."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings.data / "cases")

    def reserved(self) -> "Reserved":
        """Return what no model may be trained on: all cases, deleted ones that can be restored too.

        A case that comes back must be as new to a model as before.
        """
        return Reserved([*self.items(), *self.deleted()])


class Reserved:
    """Pictures that only measure models, whatever else is done with them."""

    def __init__(self, cases: Sequence[StoredPicture] = ()) -> None:
        self._ids = {one.id for one in cases}
        self._pixels = {one.pixels.tobytes() for one in cases}

    def __contains__(self, picture: StoredPicture) -> bool:
        """Return whether a picture is a case: the same original, or the same 28×28 pixels."""
        return picture.id in self._ids or picture.pixels.tobytes() in self._pixels
