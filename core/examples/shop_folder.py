"""Example pictures for an ablation: simulated shop pictures, in a folder with one label each."""

from pathlib import Path

from core import data
from core.data import CLASS_NAMES
from core.examples.shop_pictures import shop_pictures
from core.files import write_whole, writing
from core.settings import Settings

COUNT = 50  # pictures, five of each class
FOLDER = "simulated shop pictures"
_LABELS = {name: name.lower() for name in CLASS_NAMES} | {"T-shirt/top": "t-shirt"}


def write_examples(settings: Settings) -> Path:
    """Write the pictures that are missing to the home's own folder of them; return it.

    Raises DataUnavailable without the dataset, HomeUnusable if they cannot be written.
    """
    folder = settings.data / "examples" / FOLDER
    # Not the test split: a threshold may be chosen on them.
    pictures = shop_pictures(data.load("v1", settings).validation, COUNT)
    with writing(settings.data):
        for picture in pictures:
            path = folder / _LABELS[picture.label] / picture.name
            if not path.exists():
                path.parent.mkdir(parents=True, exist_ok=True)
                write_whole(path, picture.content)
    return folder
