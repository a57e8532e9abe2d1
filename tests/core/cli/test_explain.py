"""`python -m core explain`: words for people, JSON with maps and verdicts, errors as sentences."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.data import Dataset
from tests.core.cli.command_line import core, lines

pytestmark = pytest.mark.usefixtures("shipped", "home")


@pytest.fixture
def files(tmp_path: Path, tiny: Dataset) -> list[Path]:
    """A picture of the dataset's kind, a blank one, and one that is not there."""
    pictures = {"garment.png": np.array(tiny.test.images[0]), "blank.png": np.zeros((28, 28), "u1")}
    for name, pixels in pictures.items():
        Image.fromarray(pixels).save(tmp_path / name)
    return [tmp_path / name for name in (*pictures, "gone.png")]


def test_each_file_has_a_line_with_maps_verdicts_and_seed(files: list[Path]) -> None:
    result = core("explain", *files, "--seed", 7, "--json")
    good, blank, gone = lines(result)
    assert result.exit_code == 1
    assert "blank" in blank["error"]
    assert gone["error"] == "There is no such file."
    assert (good["seed"], good["hidden"], good["masks"]) == (7, "black", 1000)
    assert good["question"] == f"Why {good['label']}?"
    assert set(good["methods"]) == {"rise", "surrogate", "occlusion"}
    for method in good["methods"].values():
        assert np.shape(method["map"]) == (28, 28)
        assert method["verdict"] in {"passed", "doubtful", "failed", "untested"}
        assert method["sentence"]


def test_two_classes_are_compared_in_words(files: list[Path]) -> None:
    result = core("explain", files[0], "--class", "Coat", "--against", "Pullover")
    assert result.exit_code == 0
    assert "Why Coat and not Pullover?" in result.stdout
    assert result.stdout.count("\n") == 6
    assert "RISE: " in result.stdout


def test_a_class_that_does_not_exist_is_refused_before_any_file(files: list[Path]) -> None:
    result = core("explain", files[0], "--against", "Hat")
    assert result.exit_code == 1
    assert result.stdout == ""
    assert "There is no class “Hat”. Use one of: T-shirt/top" in result.stderr
