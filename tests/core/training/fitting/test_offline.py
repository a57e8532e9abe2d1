"""Simulated pictures made once, and targets mixed with a teacher's probabilities."""

from dataclasses import replace

import numpy as np
import pytest

from core.data import Dataset
from core.errors import TrainingFailed
from core.training import FitProgress, config_for, fit
from core.training.fitting.batches import Batches
from core.training.fitting.offline import PHOTOS, OfflineBatches, batches_for
from core.training.fitting.targets import TEMPERATURE, distilled, smooth, undecided

CONFIG = config_for("all_round", data="tiny", batch_size=64, epochs=1)


def sure_of_class_3(images: np.ndarray) -> np.ndarray:
    logits = np.zeros((len(images), 10))
    logits[:, 3] = 20 * TEMPERATURE
    return logits


def batches(tiny: Dataset, seed: int = 0, weight: float = 0.0) -> OfflineBatches:
    config = replace(CONFIG, seed=seed, distillation=weight)
    found = OfflineBatches(config, tiny.train, np.random.default_rng(seed), sure_of_class_3)
    found.prepare(lambda share: None)
    return found


def test_an_epoch_has_as_many_pictures_as_the_split_and_some_are_outliers(
    tiny: Dataset,
) -> None:
    found = batches(tiny)
    shown = list(found.epoch())
    assert len(shown) == found.count == len(tiny.train) // 64
    targets = np.concatenate([targets for _, targets in shown])
    assert all(images.shape == (64, 28, 28) and images.dtype == np.uint8 for images, _ in shown)
    assert np.allclose(targets.sum(axis=1), 1)
    assert (targets.max(axis=1) == np.float32(0.1)).mean() == pytest.approx(0.08, abs=0.02)


def test_the_same_seed_simulates_the_same_pictures_and_another_seed_others(tiny: Dataset) -> None:
    first, again, other = (batches(tiny, seed)._parts for seed in (0, 0, 1))
    for part, same, changed in zip(first[1:], again[1:], other[1:], strict=True):
        assert np.array_equal(part.images, same.images)
        assert not np.array_equal(part.images, changed.images)


def test_the_simulated_pictures_stay_and_those_of_the_dataset_change_between_epochs(
    tiny: Dataset,
) -> None:
    found = batches(tiny)
    plain, photos = found._parts[:2]
    assert photos.shown == len(photos.images) == round(PHOTOS * len(tiny.train))
    assert plain.shown < len(plain.images)
    assert not np.array_equal(found._draw(plain), found._draw(plain))


def test_preparing_reports_its_share_up_to_all(tiny: Dataset) -> None:
    shares: list[float] = []
    OfflineBatches(CONFIG, tiny.train, np.random.default_rng(0), None).prepare(shares.append)
    assert shares == sorted(shares)
    assert shares[-1] == 1


def test_a_stop_is_heeded_while_pictures_are_simulated(tiny: Dataset) -> None:
    reports: list[FitProgress] = []
    config = replace(CONFIG, distillation=0.0)
    result = fit(config, tiny, reports.append, lambda: bool(reports))
    assert result.stopped
    assert len(reports) == 1
    assert 0 < reports[0].fraction < 0.25


def test_the_fraction_of_a_training_never_falls_and_ends_at_one(tiny: Dataset) -> None:
    reports: list[FitProgress] = []
    fit(replace(CONFIG, distillation=0.0), tiny, reports.append)
    fractions = [report.fraction for report in reports]
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1


def test_only_photo_like_pictures_are_simulated_once(tiny: Dataset) -> None:
    def made(**changes: object) -> object:
        return batches_for(replace(CONFIG, **changes), tiny.train, np.random.default_rng(0), None)

    assert isinstance(made(), OfflineBatches)
    assert isinstance(made(augmentation="shift"), Batches)
    assert isinstance(made(offline=False), Batches)


def test_targets_are_a_mixture_of_labels_and_the_teachers_softened_probabilities() -> None:
    labels, images = np.array([5, 3]), np.zeros((2, 28, 28), np.uint8)
    mixed = distilled(smooth(labels, 0.0), images, sure_of_class_3, 0.7)
    assert mixed[0, 3] == pytest.approx(0.7, abs=1e-6)
    assert mixed[0, 5] == pytest.approx(0.3, abs=1e-6)
    assert mixed[1, 3] == pytest.approx(1.0, abs=1e-6)
    assert np.array_equal(distilled(undecided(2), images, None, 0.7), undecided(2))


def test_a_teacher_is_followed_where_pictures_are_made_with_their_batch(tiny: Dataset) -> None:
    config = replace(CONFIG, offline=False, distillation=0.7)
    found = Batches(config, tiny.train, np.random.default_rng(0), sure_of_class_3)
    assert (np.concatenate([targets for _, targets in found.epoch()])[:, 3] >= 0.69).all()


def test_a_teacher_is_followed_for_simulated_pictures_only_where_they_are_made_once(
    tiny: Dataset,
) -> None:
    plain, *simulated = batches(tiny, weight=0.7)._parts
    for part in simulated:
        assert (part.targets[:, 3] >= 0.69).all()
    assert np.array_equal(plain.targets, smooth(tiny.train.labels, CONFIG.label_smoothing))


def test_distillation_without_a_teacher_is_refused(tiny: Dataset) -> None:
    with pytest.raises(TrainingFailed, match="set it to 0"):
        fit(CONFIG, tiny)
