"""Checks of how the pictures look: blank or saturated ones, and drift between splits."""

from dataclasses import dataclass

from core.data.checks.result import Finding, Subject, of_pictures
from core.data.classes import CLASS_NAMES
from core.data.versions.pictures import Part
from core.text import counted

SATURATED = 250  # grey from which a pixel counts as saturated
MIN_SAMPLE = 20  # pictures of a class in a split, below which it is not compared


def blank(subject: Subject, threshold: float) -> Finding:
    """Find the pictures with less ink than a share of the pixels."""
    area = subject.properties.ink[subject.members]
    found = subject.members[area < threshold]
    words = f"{counted(len(found), 'picture')} with hardly any ink."
    right = "Every picture shows something."
    least = float(area.min(initial=1.0))
    return of_pictures(not len(found), words if len(found) else right, least, found.tolist())


def saturated(subject: Subject, threshold: float) -> Finding:
    """Find the pictures in which more than a share of the pixels is white."""
    white = (subject.pictures.images >= SATURATED).mean(axis=(1, 2))[subject.members]
    found = subject.members[white > threshold]
    words = f"{counted(len(found), 'picture')} white nearly everywhere."
    right = "No picture is white nearly everywhere."
    largest = float(white.max(initial=0.0))
    return of_pictures(not len(found), words if len(found) else right, largest, found.tolist())


def drift(subject: Subject, threshold: float) -> Finding:
    """Compare brightness and ink area of each class between train and the other splits.

    Kolmogorov-Smirnov tests of two samples, with Bonferroni's correction over all of them: where
    nothing differs, the false alarm rate is at most the threshold.
    """
    tests = _tests(subject)
    if not tests:
        return Finding(True, "Too few pictures to compare the splits.", 1.0)
    lowest = min(tests, key=lambda test: test.p)
    corrected = min(1.0, lowest.p * len(tests))
    if corrected >= threshold:
        words = "Brightness and ink area of every class are alike in all splits."
    else:
        words = (
            f"The {lowest.quality} of {CLASS_NAMES[lowest.label]} differs between train and "
            f"{lowest.part.name.lower()}, more than chance explains (p = {corrected:.2g})."
        )
    return Finding(corrected >= threshold, words, corrected)


@dataclass(frozen=True)
class _Test:
    quality: str
    label: int
    part: Part
    p: float


def _tests(subject: Subject) -> list[_Test]:
    from scipy import stats

    pictures = subject.pictures
    measured = subject.properties
    qualities = {"brightness": measured.brightness, "ink area": measured.ink}
    found = []
    for label in range(len(CLASS_NAMES)):
        train, *others = (
            (part, members[pictures.labels[members] == label])
            for part in Part
            if len(members := pictures.members(part))
        )
        for part, members in others:
            if min(len(train[1]), len(members)) < MIN_SAMPLE:
                continue
            for quality, values in qualities.items():
                test = stats.ks_2samp(values[train[1]], values[members], method="asymp")
                found.append(_Test(quality, label, part, float(test.pvalue)))
    return found
