"""Publish the wardrobe's pictures as a dataset version."""

from core.data.user_pictures.cases import Cases
from core.data.user_pictures.holdout import as_split, split_wardrobe
from core.data.user_pictures.store import StoredPicture
from core.data.user_pictures.wardrobe import Wardrobe
from core.data.versions.catalogue import load
from core.data.versions.changes import Added
from core.data.versions.manifest import Manifest
from core.data.versions.store import Versions
from core.errors import BadData
from core.settings import Settings


def origin_of(item: StoredPicture) -> str:
    """Return the origin of a wardrobe's picture in a version that adds it."""
    return f"wardrobe {item.id}"


def wardrobe_pictures(settings: Settings, parent: str) -> Added:
    """Return the wardrobe's pictures that a version may add: those that models may learn from.

    Pictures that are held out, cases, and pictures of the validation or test split are left out.
    Raises DataUnavailable and BadData.
    """
    items = Wardrobe(settings).items()
    if not items:
        return Added()
    split = split_wardrobe(items, load(parent, settings), Cases(settings).reserved())
    ordered = sorted(split.train, key=lambda one: one.id)
    pictures = as_split(ordered)
    origins = tuple(origin_of(one) for one in ordered)
    return Added(pictures.images, tuple(int(label) for label in pictures.labels), origins)


def publish_wardrobe(settings: Settings, parent: str, reason: str, author: str = "") -> Manifest:
    """Publish a version that adds the wardrobe's pictures to its parent.

    Raises BadData if there are none that it does not have, and as `Versions.publish` does.
    """
    added = wardrobe_pictures(settings, parent)
    if not len(added):
        raise BadData(
            "The wardrobe has no picture to add: label some on Try it or Many at once first."
        )
    versions = Versions(settings)
    return versions.publish(parent, versions.changes(parent).with_added(added), reason, author)
