"""Each check passes on good data, and finds the fault that it is for."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.data import Dataset, Sources, fetch
from core.data.checks.appearance import MIN_SAMPLE, drift
from core.data.checks.duplicates import leaked
from core.data.checks.result import MAX_PICTURES, CheckResult, Severity, Subject
from core.data.checks.table import CHECKS, check_pictures
from core.data.versions.changes import Changes, applied
from core.data.versions.pictures import Part, Pictures
from core.data.versions.store import Versions
from core.settings import Settings

SIMULATIONS = 200


@pytest.fixture
def garments(tiny: Dataset, monkeypatch: pytest.MonkeyPatch) -> Pictures:
    """The synthetic dataset as if it were the published one, test pictures last."""
    splits = (tiny.train, tiny.validation, tiny.test)
    pictures = Pictures(
        np.concatenate([split.images for split in splits]),
        np.concatenate([split.labels for split in splits]),
        np.repeat([Part.TRAIN, Part.VALIDATION, Part.TEST], [len(one) for one in splits]).astype(
            np.uint8
        ),
        np.zeros(1000, bool),
    )
    from core.data.checks import contents

    monkeypatch.setattr(contents, "first_test", lambda: 800)
    monkeypatch.setattr(contents, "first_added", lambda: 1000)
    return pictures


def results(pictures: Pictures) -> dict[str, CheckResult]:
    return {result.name: result for result in check_pictures(pictures)}


def result(name: str, pictures: Pictures) -> CheckResult:
    """Run one check alone."""
    (check,) = (check for check in CHECKS if check.name == name)
    finding = check.find(Subject(pictures), check.threshold)
    return CheckResult(check.name, check.title, check.severity, check.threshold, finding)


def with_images(pictures: Pictures, change: Callable[[Any], None]) -> Pictures:
    images = pictures.images.copy()
    change(images)
    return replace(pictures, images=images)


def test_good_pictures_pass_every_check_but_that_of_their_hash(garments: Pictures) -> None:
    found = results(garments)
    assert list(found) == [check.name for check in CHECKS]
    assert {name for name, result in found.items() if not result.passed} == {"hashes"}


def test_names_of_checks_are_unique_and_each_says_its_severity_and_threshold() -> None:
    assert len({check.name for check in CHECKS}) == len(CHECKS)
    assert all(check.unit and check.title and check.threshold >= 0 for check in CHECKS)
    assert {check.severity for check in CHECKS} == set(Severity)


def test_wrong_shapes_end_the_checks(garments: Pictures) -> None:
    found = results(replace(garments, images=garments.images[:, :14]))
    assert list(found) == ["shapes"]
    assert "the pictures are uint8 (1000, 14, 28)" in found["shapes"].finding.sentence


def test_missing_pictures_are_counted(garments: Pictures) -> None:
    parts = garments.parts.copy()
    parts[:3] = Part.TEST
    found = result("counts", replace(garments, parts=parts))
    assert (found.passed, found.finding.measured) == (False, 6)
    assert "6 too many or too few" in found.finding.sentence


def test_pictures_dark_on_light_are_named(garments: Pictures) -> None:
    def invert(images: Any) -> None:
        images[[5, 17]] = 255 - images[[5, 17]]

    found = result("polarity", with_images(garments, invert))
    assert (found.passed, found.finding.pictures) == (False, (5, 17))


def test_scaled_pictures_are_noticed(garments: Pictures) -> None:
    def scale(images: Any) -> None:
        images[8] = images[8] > 127

    found = result("ranges", with_images(garments, scale))
    assert (found.passed, found.finding.pictures) == (False, (8,))
    assert "scaled" in found.finding.sentence


def test_unknown_labels_and_empty_classes_are_noticed(garments: Pictures) -> None:
    labels = garments.labels.copy()
    labels[4] = 10
    labels[(labels == 2) & (garments.parts == Part.TEST)] = 3
    found = result("labels", replace(garments, labels=labels))
    assert (found.passed, found.finding.pictures) == (False, (4,))
    assert found.finding.sentence == "1 label outside 0–9; no picture of Pullover in test."


def test_a_class_that_outweighs_another_is_named(garments: Pictures) -> None:
    excluded = garments.excluded.copy()
    coats = np.flatnonzero((garments.labels == 4) & (garments.parts == Part.TRAIN))
    excluded[coats[:30]] = True
    found = result("balance", replace(garments, excluded=excluded))
    assert (found.passed, found.finding.measured) == (False, 2.0)
    assert "30 of Coat" in found.finding.sentence


def test_equal_pictures_are_found_within_and_across_splits(garments: Pictures) -> None:
    def repeat(images: Any) -> None:
        images[7] = images[3]
        images[950] = images[3]

    repeated = with_images(garments, repeat)
    found = results(repeated)
    assert (found["twice"].passed, found["twice"].finding.pairs) == (False, ((3, 7),))
    assert (found["across"].passed, found["across"].finding.pairs) == (False, ((3, 950),))
    assert (found["across"].severity, found["twice"].severity) == ("error", "warning")
    excluded = garments.excluded.copy()
    excluded[[7, 950]] = True
    found = results(replace(repeated, excluded=excluded))
    assert all(found[name].passed for name in ("twice", "across", "leaks"))


def test_near_duplicates_across_splits_are_leaks_and_their_labels_are_compared(
    garments: Pictures,
) -> None:
    def darken(images: Any) -> None:
        images[900] = images[12] // 2
        images[901] = images[650] // 2
        images[700] = images[13] // 2

    labels = garments.labels.copy()
    labels[[900, 901, 700]] = (labels[12] + 1) % 10, labels[650], labels[13]
    leaking = replace(with_images(garments, darken), labels=labels)
    found = results(leaking)
    assert not found["leaks"].passed
    *of_test, last = found["leaks"].finding.pairs
    assert (sorted(of_test), last) == ([(900, 12), (901, 650)], (700, 13))
    assert "2 test pictures among them" in found["leaks"].finding.sentence
    assert found["conflicts"].finding.pairs == ((12, 900),)
    assert leaked(Subject(leaking)).tolist() == [900]  # 650 is a validation picture


def test_blank_and_saturated_pictures_are_named(garments: Pictures) -> None:
    def spoil(images: Any) -> None:
        images[1] = 0
        images[1, 3:6, 3:6] = 200
        images[2, :20] = 255

    blank, white = (result(name, with_images(garments, spoil)) for name in ("blank", "white"))
    assert (blank.passed, blank.finding.pictures) == (False, (1,))
    assert blank.finding.measured == pytest.approx(9 / 784)
    assert (white.passed, white.finding.pictures) == (False, (2,))


def test_a_result_names_some_pictures_and_counts_all(garments: Pictures) -> None:
    def blacken(images: Any) -> None:
        images[:500] = 0

    finding = result("blank", with_images(garments, blacken)).finding
    assert (len(finding.pictures), finding.found) == (MAX_PICTURES, 500)


def test_darker_test_pictures_of_one_class_are_drift(garments: Pictures) -> None:
    shirts = (garments.labels == 6) & (garments.parts == Part.TEST)
    assert shirts.sum() >= MIN_SAMPLE

    def darken(images: Any) -> None:
        images[shirts] = images[shirts] // 2

    found = result("drift", with_images(garments, darken))
    assert not found.passed
    assert found.finding.sentence.startswith("The brightness of Shirt differs between train and te")


def test_the_false_alarm_rate_of_drift_is_at_most_its_threshold() -> None:
    """Splits drawn from one distribution; a threshold of 10 % leaves alarms to count."""
    random = np.random.default_rng(0)
    n, threshold = 400, 0.1
    parts = np.repeat([Part.TRAIN, Part.VALIDATION, Part.TEST], [200, 100, 100]).astype(np.uint8)
    labels = (np.arange(n) % 2).astype(np.uint8)
    alarms = 0
    for _ in range(SIMULATIONS):
        images = np.zeros((n, 28, 28), np.uint8)
        images[:, :4, :4] = random.integers(0, 256, (n, 4, 4))
        images[:, 4:, :] = random.integers(0, 200, (n, 1, 1))
        pictures = Pictures(images, labels, parts, np.zeros(n, bool))
        alarms += not drift(Subject(pictures), threshold).passed
    three_errors = 3 * np.sqrt(threshold * (1 - threshold) / SIMULATIONS)
    assert 0 < alarms / SIMULATIONS <= threshold + three_errors


def test_a_version_is_checked_against_its_manifest(settings: Settings, package: Path) -> None:
    fetch(settings, sources=Sources(folder=package))
    versions = Versions(settings)
    manifest = versions.publish("v1", Changes({3: 9}, frozenset({4})), "")
    found = {r.name: r for r in check_pictures(versions.pictures("v2"), manifest)}
    assert found["counts"].passed
    assert found["hashes"].passed
    edited = applied(versions.pictures("v1"), Changes({3: 8}))
    found = {r.name: r for r in check_pictures(edited, manifest)}
    assert "the manifest of v2" in found["hashes"].finding.sentence
    assert not found["counts"].passed


def test_v1_is_checked_against_the_published_files(settings: Settings, package: Path) -> None:
    fetch(settings, sources=Sources(folder=package))
    pictures = Versions(settings).pictures("v1")
    assert result("hashes", pictures).passed
    found = result("hashes", with_images(pictures, lambda images: images[0].fill(7)))
    assert "train-images-idx3-ubyte.gz" in found.finding.sentence
    labels = pictures.labels.copy()
    labels[-1] = 9 - labels[-1]
    found = result("hashes", replace(pictures, labels=labels))
    assert "t10k-labels-idx1-ubyte.gz" in found.finding.sentence
