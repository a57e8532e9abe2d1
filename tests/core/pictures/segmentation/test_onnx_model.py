"""A segmentation network supplied by the user is used; an unusable one is reported and skipped."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from onnx import TensorProto, helper

from core.pictures import Preparation, prepare_photo
from core.pictures.segmentation.grabcut import EXTERNAL
from core.pictures.segmentation.onnx_model import UNUSABLE, OnnxSegmenter

HEIGHT, WIDTH = 240, 220


def disc(across: int, radius: int) -> np.ndarray:
    blank = np.zeros((HEIGHT, WIDTH), np.uint8)
    return cv2.circle(blank, (across, 120), radius, 1, -1) > 0


RED, BLUE = disc(80, 38), disc(165, 44)


@pytest.fixture
def network(tmp_path: Path) -> Path:
    """Return the path of the network, which does not exist yet."""
    return tmp_path / "segmentation.onnx"


def reddest(path: Path, channels: int = 3, edge: int | str = 64, output: str = "map") -> None:
    """Write a network that segments by redness, which GrabCut does not."""
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
    """A small red and a large blue object on a light floor: GrabCut selects the blue one."""
    seen = np.full((HEIGHT, WIDTH, 3), (205, 200, 195), np.float64)
    seen[RED] = (190, 40, 40)
    seen[BLUE] = (40, 60, 170)
    return np.clip(seen + np.random.default_rng(0).normal(0, 4, seen.shape), 0, 255).astype(
        np.uint8
    )


def chosen(preparation: Preparation) -> str:
    mask = preparation.stages[1].picture[..., 3] > 127
    return "red" if (mask & RED).sum() > (mask & BLUE).sum() else "blue"


def prepared_with(network: Path, seen: np.ndarray) -> Preparation:
    return prepare_photo(seen, segmenter=OnnxSegmenter(network))


def test_without_a_file_no_network_is_used(network: Path) -> None:
    found = OnnxSegmenter(network)(photo())
    assert (found.mask, found.trouble) == (None, "")
    prepared = prepared_with(network, photo())
    assert chosen(prepared) == "blue"
    assert EXTERNAL not in prepared.notes


@pytest.mark.parametrize("edge", [64, "any"])
def test_a_network_mask_of_good_quality_is_used_and_noted(network: Path, edge: int | str) -> None:
    reddest(network, edge=edge)
    prepared = prepared_with(network, photo())
    assert chosen(prepared) == "red"
    assert EXTERNAL in prepared.notes


def test_a_network_mask_of_poor_quality_is_not_used(network: Path) -> None:
    reddest(network)
    seen = photo()
    seen[RED] = (205, 200, 195)
    seen[:4, :8] = (255, 0, 0)  # the reddest part is a speck in the corner
    prepared = prepared_with(network, seen)
    assert chosen(prepared) == "blue"
    assert EXTERNAL not in prepared.notes


def test_a_replaced_network_file_is_reloaded(network: Path) -> None:
    network.write_bytes(b"no network")
    assert UNUSABLE in prepared_with(network, photo()).notes
    network.unlink()
    reddest(network)
    assert EXTERNAL in prepared_with(network, photo()).notes


@pytest.mark.parametrize("wrong", ["rubbish", "grey", "label"])
def test_an_unusable_network_is_noted_and_grabcut_used_instead(network: Path, wrong: str) -> None:
    if wrong == "rubbish":
        network.write_bytes(np.random.default_rng(0).bytes(500))
    else:
        reddest(
            network,
            channels=1 if wrong == "grey" else 3,
            output="map" if wrong == "grey" else wrong,
        )
    prepared = prepared_with(network, photo())
    assert chosen(prepared) == "blue"
    assert UNUSABLE in prepared.notes
