"""Which epoch's weights are returned, and when training stops early: by scripted accuracies."""

from collections.abc import Iterator

import pytest

from core.data import Dataset
from core.training import FitResult, config_for, fit
from core.training.fitting.fit import _Fitting


def trained(
    accuracies: list[float], patience: int, tiny: Dataset, monkeypatch: pytest.MonkeyPatch
) -> FitResult:
    """Train for up to as many epochs as there are scripted validation accuracies."""
    script: Iterator[float] = iter(accuracies)
    monkeypatch.setattr(_Fitting, "_validate", lambda self: (0.5, next(script)))
    config = config_for(
        "linear", data="tiny", epochs=len(accuracies), batch_size=300, patience=patience
    )
    return fit(config, tiny)


@pytest.mark.parametrize(
    ("accuracies", "best", "epochs"),
    [
        ([0.5, 0.8, 0.8, 0.8, 0.7], 2, 4),  # the earliest of equal ones
        ([0.5, 0.8, 0.7, 0.9, 0.6, 0.6], 4, 6),
        ([0.9, 0.8, 0.8, 0.95], 1, 3),  # stopped before the better one
    ],
)
def test_with_patience_the_earliest_best_epoch_is_returned(
    accuracies: list[float],
    best: int,
    epochs: int,
    tiny: Dataset,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    result = trained(accuracies, 2, tiny, monkeypatch)
    assert (result.epoch, len(result.history)) == (best, epochs)


def test_without_patience_the_last_epoch_is_returned(
    tiny: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = trained([0.5, 0.9, 0.6], 0, tiny, monkeypatch)
    assert (result.epoch, len(result.history)) == (3, 3)
