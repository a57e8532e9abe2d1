"""What looks on at the end of each epoch."""

from typing import Any

import numpy as np
import pytest

from core.data import Dataset
from core.training import Answer, config_for, fit

TINY: dict[str, Any] = {"data": "tiny", "batch_size": 50, "epochs": 2, "deterministic": True}


@pytest.mark.parametrize("changes", [{}, {"ema": 0.9}], ids=["plain", "moving average"])
def test_answers_after_each_epoch_leave_the_weights_as_they_are_without(
    tiny: Dataset, changes: dict[str, Any]
) -> None:
    config = config_for("quick", **TINY, **changes)
    logits: list[np.ndarray] = []

    def on_epoch(answer: Answer) -> None:
        logits.append(np.concatenate(list(answer(tiny.train.images))))

    watched, alone = fit(config, tiny, on_epoch=on_epoch), fit(config, tiny)
    for one, other in zip(watched.model.get_weights(), alone.model.get_weights(), strict=True):
        assert np.array_equal(one, other)
    assert [part.shape for part in logits] == [(600, 10)] * 2
    last = np.asarray(watched.model.predict_on_batch(tiny.train.images))
    assert np.abs(logits[-1] - last).max() < 0.2  # training may compute in bfloat16
    assert np.abs(logits[0] - last).max() > 0.2


def test_a_stop_ends_the_answers_too(tiny: Dataset) -> None:
    answering: list[bool] = []
    parts: list[np.ndarray] = []

    def on_epoch(answer: Answer) -> None:
        answering.append(True)
        parts.extend(answer(tiny.train.images))

    result = fit(
        config_for("quick", **TINY),
        tiny,
        lambda _: None,
        lambda: bool(answering),
        on_epoch=on_epoch,
    )
    assert result.stopped
    assert not parts
