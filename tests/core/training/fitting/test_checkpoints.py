"""Checkpoint files: damaged ones are skipped, the last two are kept, none is a pickle."""

import dataclasses
import errno
import os
from pathlib import Path

import numpy as np
import pytest

from core.data import Dataset
from core.errors import TrainingFailed
from core.training import Checkpoints, EpochMetrics, config_for
from core.training.fitting.checkpoints import Checkpoint, fingerprint

NAME, OTHER = "a" * 64, "b" * 64


def checkpoint(epochs: int) -> Checkpoint:
    metrics = [EpochMetrics(epoch, 0.5, 0.8, 0.6, 0.7, 0.01, 1.5) for epoch in range(1, epochs + 1)]
    return Checkpoint(
        history=tuple(metrics),
        seconds=1.5 * epochs,
        generator=np.random.default_rng(epochs).bit_generator.state,
        state=(np.arange(6, dtype=np.float32).reshape(2, 3), np.array(7, np.int64)),
        best=(np.full(4, epochs, np.float32),),
        best_epoch=epochs,
    )


def saved_epochs(checkpoints: Checkpoints, name: str = NAME) -> list[int]:
    return [found.epoch for found in checkpoints.newest_first(name)]


@pytest.fixture
def checkpoints(tmp_path: Path) -> Checkpoints:
    return Checkpoints(tmp_path / "made on first use")


@pytest.fixture
def three(checkpoints: Checkpoints) -> Checkpoints:
    for epochs in (1, 2, 3):
        checkpoints.save(NAME, checkpoint(epochs))
    return checkpoints


def newest(checkpoints: Checkpoints) -> Path:
    return max(checkpoints.folder.glob("*.npz"))


def test_a_checkpoint_is_read_back_unchanged(checkpoints: Checkpoints) -> None:
    expected = checkpoint(2)
    checkpoints.save(NAME, expected)
    (found,) = checkpoints.newest_first(NAME)
    assert (found.history, found.seconds) == (expected.history, expected.seconds)
    assert (found.generator, found.best_epoch) == (expected.generator, 2)
    pairs = zip((*found.state, *found.best), (*expected.state, *expected.best), strict=True)
    assert all(one.dtype == other.dtype and np.array_equal(one, other) for one, other in pairs)


def test_there_are_no_checkpoints_before_one_is_saved(checkpoints: Checkpoints) -> None:
    assert saved_epochs(checkpoints) == []
    assert not checkpoints.folder.exists()


def test_only_the_last_two_checkpoints_are_kept(three: Checkpoints) -> None:
    assert saved_epochs(three) == [3, 2]
    assert len(list(three.folder.iterdir())) == 2


@pytest.mark.parametrize("left", [0, 1, 64, 0.5, 0.99])
def test_a_truncated_checkpoint_is_skipped_for_the_previous_one(
    three: Checkpoints, left: float
) -> None:
    content = newest(three).read_bytes()
    size = int(left * len(content)) if left < 1 else int(left)
    newest(three).write_bytes(content[:size])
    assert saved_epochs(three) == [2]


def test_a_checkpoint_with_a_flipped_bit_is_skipped(three: Checkpoints) -> None:
    content = bytearray(newest(three).read_bytes())
    content[len(content) // 2] ^= 1
    newest(three).write_bytes(bytes(content))
    assert saved_epochs(three) == [2]


def test_a_truncated_checkpoint_can_be_overwritten(three: Checkpoints) -> None:
    newest(three).write_bytes(b"")
    three.save(NAME, checkpoint(3))
    three.save(NAME, checkpoint(4))
    assert saved_epochs(three)[0] == 4


def test_foreign_files_are_ignored(three: Checkpoints) -> None:
    (three.folder / f"{NAME[:12]}-9999-{OTHER}.npz").write_bytes(b"a letter")
    (three.folder / "notes.npz").write_bytes(b"a letter")
    (three.folder / f"{NAME[:12]}-9998-{OTHER}.npz").mkdir()
    assert saved_epochs(three) == [3, 2]


def test_a_checkpoint_renamed_to_another_run_is_ignored(three: Checkpoints) -> None:
    path = newest(three)
    path.rename(path.with_name(path.name.replace(NAME[:12], OTHER[:12])))
    assert saved_epochs(three, OTHER) == []


def test_runs_in_one_folder_do_not_affect_each_other(three: Checkpoints) -> None:
    for epochs in (7, 8, 9):
        three.save(OTHER, checkpoint(epochs))
    assert (saved_epochs(three), saved_epochs(three, OTHER)) == ([3, 2], [9, 8])


def test_checkpoints_can_be_read_without_pickle(three: Checkpoints) -> None:
    with np.load(newest(three), allow_pickle=False) as packed:
        assert all(packed[name].dtype != object for name in packed.files)


def test_a_full_disk_is_reported_and_the_last_checkpoint_stays(
    three: Checkpoints, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(TrainingFailed) as caught:
        three.save(NAME, checkpoint(4))
    assert "after epoch 4 could not be written" in str(caught.value)
    assert "the disk is full" in str(caught.value)
    assert "after epoch 3 is still there. Free some space, then continue" in str(caught.value)
    assert saved_epochs(three) == [3, 2]
    assert len(list(three.folder.iterdir())) == 2


def test_a_first_checkpoint_that_cannot_be_written_is_reported(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(TrainingFailed, match="Free some space, then start again"):
        Checkpoints(tmp_path / "file").save(NAME, checkpoint(1))


def test_the_fingerprint_depends_on_the_config_and_the_pictures(tiny: Dataset) -> None:
    config = config_for("quick", data="tiny")
    name = fingerprint(config, tiny)
    assert name == fingerprint(config_for("quick", data="tiny"), tiny)
    assert name != fingerprint(config_for("quick", data="tiny", seed=1), tiny)
    swapped = dataclasses.replace(tiny, train=tiny.validation, validation=tiny.train)
    assert name != fingerprint(config, swapped)


def test_the_fingerprint_is_that_of_earlier_versions(tiny: Dataset) -> None:
    changes = {"augmentation": "photo_like", "outliers": 0.1, "flip_tta": True}
    name = fingerprint(config_for("quick", data="tiny", **changes), tiny)
    assert name == "d020868ae41d7c3e4abaee408592bf6bd951d0605e0a009c29e28a5bb0963de6"


def test_clearing_leaves_the_checkpoints_of_other_runs(tiny: Dataset, three: Checkpoints) -> None:
    config = config_for("quick", data="tiny")
    three.save(fingerprint(config, tiny), checkpoint(1))
    three.clear(config, tiny)
    assert saved_epochs(three, fingerprint(config, tiny)) == []
    assert saved_epochs(three) == [3, 2]
