"""A segmentation network that a person plugs in takes part; a bad one is told and left out."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from onnx import TensorProto, helper

from core.pictures import Preparation, prepare_photo
from core.pictures.segmentation.grabcut import PLUGGED
from core.pictures.segmentation.onnx_model import UNUSABLE, plugged_outline

HEIGHT, WIDTH = 240, 220


def disc(across: int, radius: int) -> np.ndarray:
    ground = np.zeros((HEIGHT, WIDTH), np.uint8)
    return cv2.circle(ground, (across, 120), radius, 1, -1) > 0


RED, BLUE = disc(80, 38), disc(165, 44)


@pytest.fixture
def network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where a home looks for the network; nothing lies there yet."""
    monkeypatch.setenv("FITTING_ROOM_HOME", str(tmp_path))
    (tmp_path / "models").mkdir()
    return tmp_path / "models" / "segmentation.onnx"


def reddest(path: Path, channels: int = 3, edge: int | str = 64, output: str = "map") -> None:
    """Write a network that finds what is redder than blue, whatever GrabCut would say."""
    size = [1, channels, edge, edge]
    outputs = {"map": [1, 1, edge, edge], "label": [1]}[output]
    kernel = helper.make_tensor(
        "kernel", TensorProto.FLOAT, [1, channels, 1, 1], _weights(channels)
    )
    nodes = [helper.make_node("Conv", ["picture", "kernel"], ["map"])]
    if output == "label":
        nodes.append(helper.make_node("ReduceMax", ["map"], ["label"], axes=[1, 2, 3], keepdims=0))
    graph = helper.make_graph(
        nodes,
        "reddest",
        [helper.make_tensor_value_info("picture", TensorProto.FLOAT, size)],
        [helper.make_tensor_value_info(output, TensorProto.FLOAT, outputs)],
        [kernel],
    )
    opsets = [helper.make_opsetid("", 17)]
    path.write_bytes(
        helper.make_model(graph, opset_imports=opsets, ir_version=8).SerializeToString()
    )


def _weights(channels: int) -> list[float]:
    return ([1.0, -0.5, -0.5] + [0.0] * channels)[:channels]


def photo() -> np.ndarray:
    """A small red and a large blue thing on a light floor: GrabCut takes the blue one."""
    seen = np.full((HEIGHT, WIDTH, 3), (205, 200, 195), np.float64)
    seen[RED] = (190, 40, 40)
    seen[BLUE] = (40, 60, 170)
    return np.clip(seen + np.random.default_rng(0).normal(0, 4, seen.shape), 0, 255).astype(
        np.uint8
    )


def taken(preparation: Preparation) -> str:
    mask = preparation.stages[1].picture[..., 3] > 127
    return "red" if (mask & RED).sum() > (mask & BLUE).sum() else "blue"


def test_without_a_file_there_is_no_network(network: Path) -> None:
    assert plugged_outline(photo()).mask is None
    prepared = prepare_photo(photo())
    assert taken(prepared) == "blue"
    assert PLUGGED not in prepared.notes


@pytest.mark.parametrize("edge", [64, "any"])
def test_its_outline_is_taken_where_it_is_plausible_and_the_page_says_so(
    network: Path, edge: int | str
) -> None:
    reddest(network, edge=edge)
    prepared = prepare_photo(photo())
    assert taken(prepared) == "red"
    assert PLUGGED in prepared.notes


def test_an_implausible_outline_of_its_own_loses(network: Path) -> None:
    reddest(network)
    seen = photo()
    seen[RED] = (205, 200, 195)
    seen[:4, :8] = (255, 0, 0)  # the reddest is a speck in the corner
    prepared = prepare_photo(seen)
    assert taken(prepared) == "blue"
    assert PLUGGED not in prepared.notes


def test_it_is_opened_anew_when_it_is_replaced(network: Path) -> None:
    network.write_bytes(b"no network")
    assert UNUSABLE in prepare_photo(photo()).notes
    network.unlink()
    reddest(network)
    assert PLUGGED in prepare_photo(photo()).notes


@pytest.mark.parametrize("wrong", ["rubbish", "grey", "label"])
def test_a_network_of_another_kind_is_told_and_the_photo_is_answered(
    network: Path, wrong: str
) -> None:
    if wrong == "rubbish":
        network.write_bytes(np.random.default_rng(0).bytes(500))
    else:
        reddest(
            network,
            channels=1 if wrong == "grey" else 3,
            output="map" if wrong == "grey" else wrong,
        )
    prepared = prepare_photo(photo())
    assert taken(prepared) == "blue"
    assert UNUSABLE in prepared.notes
