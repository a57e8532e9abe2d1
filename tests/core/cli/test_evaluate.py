"""`python -m core evaluate`: the same numbers as on the page."""

import numpy as np
import pytest

from core.data.versions.pictures import Part, Pictures
from core.data.versions.store import Versions
from core.workflows.evaluate.evaluation import METRICS
from tests.core.cli.command_line import core, lines


@pytest.fixture(autouse=True)
def noise(monkeypatch: pytest.MonkeyPatch, home: object) -> None:
    """Fifty pictures of noise to test on, in place of all of v1."""
    images = np.random.default_rng(0).integers(0, 256, (50, 28, 28), np.uint8)
    labels, parts = (np.arange(50) % 10).astype(np.uint8), np.full(50, Part.TEST, np.uint8)
    pictures = Pictures(images, labels, parts, np.zeros(50, bool))
    monkeypatch.setattr(Versions, "pictures", lambda self, name: pictures)


def test_it_prints_every_metric_with_its_interval() -> None:
    (line,) = lines(core("evaluate", "--json"))
    assert (line["model"], line["data"], line["split"], line["n"]) == ("shipped", "v1", "test", 50)
    assert set(line["metrics"]) == set(METRICS)
    accuracy = line["metrics"]["accuracy"]
    assert accuracy["low"] <= accuracy["value"] <= accuracy["high"]
    assert np.sum(line["confusion"]) == 50
    words = core("evaluate").stdout
    assert "shipped on the test split of v1, 50 pictures" in words
    assert "Wilson’s score interval" in words


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--data", "v7"), "no data named “v7”"),
        (("--model", "v7"), "no model 'v7'"),
        (("--data", "validation"), "no picture in the validation split of v1"),
    ],
)
def test_what_is_not_there_is_named(options: tuple[str, ...], words: str) -> None:
    result = core("evaluate", *options, "--json")
    assert result.exit_code == 1
    assert words in lines(result)[0]["error"]
