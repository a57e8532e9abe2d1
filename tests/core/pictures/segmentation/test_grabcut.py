"""Each part of the segmentation is needed: without it, one of these tests fails."""

import cv2
import numpy as np
import pytest

from core.pictures.segmentation import grabcut
from core.pictures.segmentation.grabcut import find_garment, run_grabcut
from core.pictures.segmentation.initial_masks import ground_distance
from core.pictures.segmentation.mask_quality import mask_quality

HEIGHT, WIDTH = 120, 160


def disc(radius: int = 38) -> np.ndarray:
    blank = np.zeros((HEIGHT, WIDTH), np.uint8)
    return cv2.circle(blank, (80, 60), radius, 1, -1) > 0


def photo(garment: tuple[int, int, int] = (40, 60, 160)) -> np.ndarray:
    rgb = np.full((HEIGHT, WIDTH, 3), 200, np.uint8)
    rgb[disc()] = garment
    return rgb


def overlap(one: np.ndarray, other: np.ndarray) -> float:
    return float((one & other).sum() / (one | other).sum())


@pytest.mark.parametrize("radius", [30, 46])
def test_a_mask_that_misses_the_edge_has_lower_quality(radius: int) -> None:
    assert mask_quality(photo(), disc()) > 0.9
    assert mask_quality(photo(), disc(radius)) < 0.4


@pytest.mark.parametrize("good", [0, 1, 2])
def test_initial_masks_are_tried_until_one_gives_a_good_mask(
    good: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only one of the three initial masks leads to the garment, the others to a poor mask."""
    tried: list[np.ndarray] = []

    def scripted(rgb: np.ndarray, initial: np.ndarray) -> np.ndarray:
        tried.append(initial)
        return disc() if len(tried) == good + 1 else disc(20)

    monkeypatch.setattr(grabcut, "run_grabcut", scripted)
    rgb = photo()
    rgb[8:28, 8:28] = (40, 60, 160)  # the garment's colour, off centre
    found = find_garment(rgb)
    assert overlap(found.mask, disc()) > 0.98
    assert len(tried) == good + 1
    assert len({mask.tobytes() for mask in tried}) == len(tried)


@pytest.mark.parametrize("seed", range(6))
def test_the_garment_is_found_despite_coarse_noise(seed: int) -> None:
    rgb = np.where(disc(), 110.0, 150.0) + np.random.default_rng(seed).normal(0, 20, disc().shape)
    grainy = np.repeat(np.clip(rgb, 0, 255).astype(np.uint8)[..., None], 3, axis=2)
    initial = np.where(disc(50), cv2.GC_PR_FGD, cv2.GC_PR_BGD).astype(np.uint8)
    initial[:4] = initial[-4:] = cv2.GC_BGD
    assert overlap(run_grabcut(grainy, initial), disc()) > 0.95


def test_each_colour_of_a_five_coloured_background_is_background() -> None:
    """And a colour between two of the background's colours is not background."""
    tiles = ((230, 60, 60), (60, 200, 60), (60, 80, 230), (230, 220, 60), (240, 240, 240))
    rgb = np.empty((HEIGHT, WIDTH, 3), np.uint8)
    for place, colour in enumerate(tiles):
        rgb[:, place * WIDTH // 5 : (place + 1) * WIDTH // 5] = colour
    ground = ~disc()
    rgb[disc()] = (130, 130, 130)
    distance = ground_distance(rgb)
    assert distance[disc()].min() > 2 * distance[ground].max()
