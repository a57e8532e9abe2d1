"""The dataset versions by name, and how each is loaded."""

from core.data.dataset import Dataset, Split
from core.data.user_pictures.cases import Cases
from core.data.user_pictures.holdout import SUFFIX, base_of, extended, split_wardrobe
from core.data.user_pictures.wardrobe import Wardrobe
from core.data.versions.original import original, original_test
from core.data.versions.pictures import Part, split_of
from core.data.versions.store import PUBLISHED, Versions
from core.errors import DataUnavailable
from core.settings import Settings

# Names for display. A dataset with the wardrobe counts as a version: see `load`.
TITLES: dict[str, str] = {
    "v1": "Fashion-MNIST",
    "tiny": "Tiny",
    f"v1{SUFFIX}": "Fashion-MNIST and the wardrobe",
    f"tiny{SUFFIX}": "Tiny and the wardrobe",
}
DATASETS: dict[str, str] = {
    "v1": "Fashion-MNIST as published: 60,000 pictures to train on, 10,000 to test on.",
    "tiny": "1,000 garments drawn by code, for a quick try: trains in seconds, has no real photos.",
}


def datasets(settings: Settings) -> dict[str, str]:
    """Return what a training can learn from: a sentence by name, those published here included."""
    own = {
        one.name: one.reason or f"Made from {one.parent}." for one in Versions(settings).offered()
    }
    return {"v1": DATASETS["v1"], **own, "tiny": DATASETS["tiny"]}


def title_of(name: str) -> str:
    """Return the title of a dataset version for display; an unknown name as it is."""
    number = version_number(name)
    if number is None:
        return TITLES.get(name, name)
    return f"{TITLES['v1']}, v{number}{' and the wardrobe' if name.endswith(SUFFIX) else ''}"


def version_number(name: str) -> int | None:
    """Return 2 for "v2" and "v2+wardrobe"; None for v1 and for what is no published version."""
    base = base_of(name)
    return int(base[1:]) if name not in TITLES and PUBLISHED.fullmatch(base) else None


def load(name: str, settings: Settings) -> Dataset:
    """Load a dataset version with its train, validation and test split.

    "v1" has 55,000, 5,000 and 10,000 pictures, "tiny" 600, 200 and 200; "v2" and so on are those
    that were published in this home. With the suffix "+wardrobe" the training split also has the
    wardrobe's current pictures that are not held out, and the hash reflects them. Files are
    verified by hash at every load, which takes a tenth of the time of decompressing them. Nothing
    is fetched. Raises DataUnavailable (unknown name, or missing files) and BadData.
    """
    base = base_of(_known(name, settings))
    if name != base:
        dataset = load(base, settings)
        reserved = Cases(settings).reserved()
        return extended(
            dataset, split_wardrobe(Wardrobe(settings).items(), dataset, reserved).train
        )
    if base == "tiny":
        from core.data.synthetic import tiny

        return tiny()
    return original(settings) if base == "v1" else Versions(settings).load(base)


def load_test(name: str, settings: Settings) -> Split:
    """Load only the test split, for a page that shows one picture and does not need the 60,000.

    Raises as `load` does.
    """
    base = base_of(_known(name, settings))
    if base == "tiny":
        from core.data.synthetic import tiny_test

        return tiny_test()
    if base == "v1":
        return original_test(settings)
    return split_of(Versions(settings).pictures(base), Part.TEST)


def _known(name: str, settings: Settings) -> str:
    base = base_of(name)
    published = Versions(settings).names()
    if base not in (*DATASETS, *published):
        known = ", ".join((*DATASETS, *published))
        raise DataUnavailable(f"There is no dataset named “{base}”. Choose one of: {known}.")
    return name
