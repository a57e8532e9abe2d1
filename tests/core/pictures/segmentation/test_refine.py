"""Refining the mask by a box and strokes, which always take precedence."""

import io

import cv2
import numpy as np
import pytest
from PIL import Image

from core.errors import BadPicture
from core.pictures import Hints, Preparation, Switches, prepare, prepare_photo

HEIGHT, WIDTH = 300, 240
CENTRES = {"left": (70, 150), "right": (180, 150)}


def disc(side: str, radius: int = 42) -> np.ndarray:
    """One of two round garments: bool (h, w)."""
    blank = np.zeros((HEIGHT, WIDTH), np.uint8)
    return cv2.circle(blank, CENTRES[side], radius, 1, -1) > 0


def two_garments() -> np.ndarray:
    """A red and a blue object on a grainy floor: uint8 (h, w, 3)."""
    noise = np.random.default_rng(5).normal(0, 6, (HEIGHT, WIDTH, 3))
    photo = np.full((HEIGHT, WIDTH, 3), (190, 180, 165), np.float64)
    photo[disc("left", 46)] = (180, 40, 50)
    photo[disc("right")] = (40, 60, 150)
    return np.clip(photo + noise, 0, 255).astype(np.uint8)


def stroke(*points: tuple[int, int], width: int = 9) -> np.ndarray:
    """A painted line through (x, y): bool (h, w)."""
    blank = np.zeros((HEIGHT, WIDTH), np.uint8)
    return cv2.polylines(blank, [np.array(points)], False, 1, width) > 0


def found_mask(preparation: Preparation) -> np.ndarray:
    return preparation.stages[1].picture[..., 3] > 127


def overlap(mask: np.ndarray, truth: np.ndarray) -> float:
    return float((mask & truth).sum() / (mask | truth).sum())


def test_without_hints_the_larger_object_is_the_garment() -> None:
    assert overlap(found_mask(prepare_photo(two_garments())), disc("left", 46)) > 0.9


def test_a_box_selects_a_garment() -> None:
    refined = prepare_photo(two_garments(), hints=Hints(box=(0.5, 0.3, 0.98, 0.7)))
    assert overlap(found_mask(refined), disc("right")) > 0.9
    assert len(refined.notes) == 1
    assert "as you painted it" in refined.notes[0]


def test_only_strokes_add_pixels_outside_the_box() -> None:
    painted = stroke((70, 150), (80, 160))
    box = Hints(box=(0.5, 0.3, 0.98, 0.7), garment=painted)
    mask = found_mask(prepare_photo(two_garments(), hints=box))
    outside = mask.copy()
    outside[:, WIDTH // 2 :] = False
    assert (outside == painted).all()


def test_an_empty_box_is_used_as_the_mask() -> None:
    mask = found_mask(prepare_photo(two_garments(), hints=Hints(box=(0.1, 0.75, 0.9, 0.95))))
    assert mask[225:285, 24:216].all()
    assert not mask[:220].any()


def test_strokes_add_one_garment_and_remove_the_other() -> None:
    hints = Hints(garment=stroke((165, 140), (195, 160)), ground=stroke((40, 130), (100, 170)))
    assert overlap(found_mask(prepare_photo(two_garments(), hints=hints)), disc("right")) > 0.9


@pytest.mark.parametrize("seed", range(3))
def test_stroked_pixels_get_their_marked_class_whatever_their_colour(seed: int) -> None:
    random = np.random.default_rng(seed)
    ends = random.integers(5, 235, (4, 2))
    garment = stroke(*map(tuple, ends[:2]), width=3)
    ground = stroke(*map(tuple, ends[2:]), width=3) & ~garment
    mask = found_mask(prepare_photo(two_garments(), hints=Hints(garment=garment, ground=ground)))
    assert mask[garment].all()
    assert not mask[ground].any()


def test_strokes_are_resized_to_the_photo() -> None:
    small = Hints(garment=stroke((165, 140), (195, 160), width=13)[::2, ::2])
    mask = found_mask(prepare_photo(two_garments(), hints=small))
    assert mask[145:155, 175:185].all()


def test_empty_hints_change_nothing() -> None:
    nothing = Hints(garment=np.zeros((10, 10), bool))
    assert not nothing
    plain, hinted = prepare_photo(two_garments()), prepare_photo(two_garments(), hints=nothing)
    assert (plain.pixels == hinted.pixels).all()
    assert hinted.notes == plain.notes


def test_the_same_strokes_give_the_same_pixels() -> None:
    hints = Hints(garment=stroke((165, 140), (195, 160)))
    first, second = (prepare_photo(two_garments(), hints=hints).pixels for _ in range(2))
    assert (first == second).all()


def test_a_uniform_photo_is_refused_unless_a_box_is_given() -> None:
    white = np.full((HEIGHT, WIDTH, 3), 240, np.uint8)
    with pytest.raises(BadPicture, match="No garment was found"):
        prepare_photo(white)
    mask = found_mask(prepare_photo(white, hints=Hints(box=(0.25, 0.25, 0.75, 0.75))))
    assert mask[75:225, 60:180].all()
    assert mask.mean() < 0.3


def test_strokes_that_remove_the_whole_garment_are_refused() -> None:
    with pytest.raises(BadPicture, match="leave nothing of the garment"):
        prepare_photo(two_garments(), hints=Hints(ground=np.ones((HEIGHT, WIDTH), bool)))


def test_a_background_stroke_removes_only_itself_in_a_uniform_texture() -> None:
    stones = np.random.default_rng(8).integers(90, 200, (30, 24, 3), np.uint8)
    photo = cv2.resize(stones, (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC)
    ground = stroke((70, 200), (150, 200))
    hints = Hints(box=(0.2, 0.2, 0.8, 0.8), ground=ground)
    mask = found_mask(prepare_photo(photo, hints=hints))
    assert mask.sum() > 0.1 * mask.size
    assert not mask[ground].any()


def test_the_mask_of_a_transparent_photo_can_be_refined() -> None:
    photo = np.dstack([two_garments(), disc("left", 46).astype(np.uint8) * 255])
    hints = Hints(garment=stroke((165, 140), (195, 160)), ground=stroke((40, 130), (100, 170)))
    mask = found_mask(prepare_photo(photo, hints=hints))
    assert mask[150, 180]
    assert not mask[150, 70]


def test_hints_are_ignored_if_segmentation_is_off() -> None:
    off = Switches(segment=False)
    refined = prepare_photo(two_garments(), off, hints=Hints(box=(0.1, 0.1, 0.5, 0.5)))
    assert found_mask(refined).all()


def test_hints_apply_to_a_photo_read_from_bytes() -> None:
    stream = io.BytesIO()
    Image.fromarray(two_garments()).save(stream, "PNG")
    refined = prepare(stream.getvalue(), "photo", hints=Hints(box=(0.5, 0.3, 0.98, 0.7)))
    assert overlap(found_mask(refined), disc("right")) > 0.9


@pytest.mark.parametrize("box", [(0.5, 0.1, 0.4, 0.9), (-0.1, 0, 1, 1), (0, 0, 1, 1.2)])
def test_an_invalid_box_is_refused(box: tuple[float, float, float, float]) -> None:
    with pytest.raises(BadPicture, match="outside of the photo"):
        Hints(box=box)


def test_a_box_too_small_for_a_garment_is_refused() -> None:
    with pytest.raises(BadPicture, match="too small"):
        Hints(box=(0.5, 0.5, 0.51, 0.9))


@pytest.mark.parametrize("mask", [np.zeros((4, 4), np.uint8), np.zeros((4, 4, 3), bool)])
def test_strokes_that_are_not_a_boolean_mask_are_refused(mask: np.ndarray) -> None:
    with pytest.raises(BadPicture, match="true and false"):
        Hints(garment=mask)
