"""Checks of what the arrays hold: counts, shapes, values, labels, hashes, class balance."""

import hashlib

import numpy as np

from core.data.checks.result import Finding, Subject, of_pictures
from core.data.classes import CLASS_NAMES
from core.data.dataset import SIDE
from core.data.fashion_mnist import idx, published
from core.data.split import SPLIT_SEED
from core.data.versions.pictures import Part, as_dataset, first_added, first_test
from core.text import counted

LIGHT = 127  # grey of a corner beyond which a picture has a light ground


def counts(subject: Subject, threshold: float) -> Finding:
    """Compare the number of pictures in each split with the manifest, for v1 with the files."""
    pictures, manifest = subject.pictures, subject.manifest
    sizes = tuple(len(pictures.members(part)) for part in Part)
    here: tuple[int, ...] = sizes
    expected: tuple[int, ...]
    if manifest is None:
        here = int((pictures.parts != Part.TEST).sum()), int((pictures.parts == Part.TEST).sum())
        expected = first_test(), first_added() - first_test()
    else:
        noted = manifest.counts
        expected = noted.train, noted.validation, noted.test
    missing = sum(abs(one - other) for one, other in zip(here, expected, strict=True))
    train, validation, test = (f"{size:,}" for size in sizes)
    words = f"{train} pictures to train on, {validation} for validation, {test} to test on"
    return Finding(
        missing <= threshold,
        f"{words}, as published." if not missing else f"{words}: {missing:,} too many or too few.",
        missing,
    )


def shapes(subject: Subject, threshold: float) -> Finding:
    """Count the arrays of another type or shape than uint8 (n, 28, 28) and uint8 (n,)."""
    pictures = subject.pictures
    n = len(pictures.labels)
    arrays = {
        "pictures": (pictures.images, np.uint8, (n, SIDE, SIDE)),
        "labels": (pictures.labels, np.uint8, (n,)),
        "splits": (pictures.parts, np.uint8, (n,)),
        "exclusions": (pictures.excluded, np.bool_, (n,)),
    }
    wrong = [
        f"the {name} are {array.dtype} {array.shape}"
        for name, (array, kind, shape) in arrays.items()
        if array.dtype != kind or array.shape != shape
    ]
    words = f"All {n:,} pictures are 28×28 grey values, each with a label and a split."
    return Finding(len(wrong) <= threshold, f"{'; '.join(wrong)}." if wrong else words, len(wrong))


def value_ranges(subject: Subject, threshold: float) -> Finding:
    """Count the pictures without a grey value above 1, as scaled ones are; black ones are blank."""
    images = subject.pictures.images
    largest = images.max(axis=(1, 2), initial=0)[subject.members]
    scaled = subject.members[largest == 1]
    words = f"{counted(len(scaled), 'picture')} without a grey value above 1: scaled already."
    right = f"Grey values go from {images.min(initial=0)} to {images.max(initial=0)}."
    return of_pictures(
        len(scaled) <= threshold, words if len(scaled) else right, len(scaled), scaled.tolist()
    )


def polarity(subject: Subject, threshold: float) -> Finding:
    """Count the pictures whose corners are all light: the dataset's are bright on black."""
    corners = subject.pictures.images[:, [0, 0, -1, -1], [0, -1, 0, -1]].min(axis=1)
    light = subject.members[corners[subject.members] > LIGHT]
    words = f"{counted(len(light), 'picture')} dark on light; the dataset is light on dark."
    right = "All pictures are light on dark."
    return of_pictures(
        len(light) <= threshold, words if len(light) else right, len(light), light.tolist()
    )


def label_set(subject: Subject, threshold: float) -> Finding:
    """Count labels outside 0-9, and classes that a split has no picture of."""
    labels = subject.pictures.labels
    unknown = subject.members[labels[subject.members] >= len(CLASS_NAMES)]
    without = [
        f"{CLASS_NAMES[label]} in {part.name.lower()}"
        for part in Part
        for label in sorted({*range(len(CLASS_NAMES))} - {*labels[subject.pictures.members(part)]})
    ]
    wrong = len(unknown) + len(without)
    parts = [f"{counted(len(unknown), 'label')} outside 0–9"] if len(unknown) else []
    parts += [f"no picture of {', '.join(without)}"] if without else []
    words = f"{'; '.join(parts)}." if parts else "All ten classes, in every split, and no others."
    return of_pictures(wrong <= threshold, words, wrong, unknown.tolist())


def hashes(subject: Subject, threshold: float) -> Finding:
    """Count the hashes that are not those published, or not that of the manifest."""
    pictures, manifest = subject.pictures, subject.manifest
    middle, end = first_test(), first_added()
    files = [
        (published.TRAIN_IMAGES, pictures.images[:middle]),
        (published.TEST_IMAGES, pictures.images[middle:end]),
    ]
    if manifest is None:
        files += [
            (published.TRAIN_LABELS, pictures.labels[:middle]),
            (published.TEST_LABELS, pictures.labels[middle:end]),
        ]
    wrong = [
        file.name
        for file, array in files
        if hashlib.sha256(idx.content_of(array)).hexdigest() != file.sha256
    ]
    if manifest and as_dataset(pictures, manifest.name, SPLIT_SEED).hash != manifest.hash:
        wrong.append(f"the manifest of {manifest.name}")
    right = "The contents are those that were published, by SHA-256."
    words = f"Other contents than in {', '.join(wrong)}." if wrong else right
    return Finding(len(wrong) <= threshold, words, len(wrong))


def class_balance(subject: Subject, threshold: float) -> Finding:
    """Compare the largest class with the smallest, in the split where they differ most."""
    pictures = subject.pictures
    worst, words = 1.0, "Every class has equally many pictures, in every split."
    for part in Part:
        sizes = np.bincount(pictures.labels[pictures.members(part)], minlength=len(CLASS_NAMES))
        sizes = sizes[: len(CLASS_NAMES)]
        large, small = int(sizes.argmax()), int(sizes.argmin())
        ratio = float(sizes[large] / max(1, sizes[small]))
        if ratio > worst:
            worst = ratio
            words = (
                f"At most {ratio:.2f} pictures of one class for each of another: in "
                f"{part.name.lower()}, {sizes[large]:,} of {CLASS_NAMES[large]} and "
                f"{sizes[small]:,} of {CLASS_NAMES[small]}."
            )
    return Finding(worst <= threshold, words, worst)
