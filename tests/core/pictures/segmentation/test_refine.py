"""A person mends the outline: a box and strokes, which always win."""

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
    ground = np.zeros((HEIGHT, WIDTH), np.uint8)
    return cv2.circle(ground, CENTRES[side], radius, 1, -1) > 0


def two_garments() -> np.ndarray:
    """A red and a blue thing on a grainy floor: uint8 (h, w, 3)."""
    noise = np.random.default_rng(5).normal(0, 6, (HEIGHT, WIDTH, 3))
    photo = np.full((HEIGHT, WIDTH, 3), (190, 180, 165), np.float64)
    photo[disc("left", 46)] = (180, 40, 50)
    photo[disc("right")] = (40, 60, 150)
    return np.clip(photo + noise, 0, 255).astype(np.uint8)


def stroke(*points: tuple[int, int], width: int = 9) -> np.ndarray:
    """A painted line through (x, y): bool (h, w)."""
    ground = np.zeros((HEIGHT, WIDTH), np.uint8)
    return cv2.polylines(ground, [np.array(points)], False, 1, width) > 0


def found(preparation: Preparation) -> np.ndarray:
    return preparation.stages[1].picture[..., 3] > 127


def overlap(mask: np.ndarray, truth: np.ndarray) -> float:
    return float((mask & truth).sum() / (mask | truth).sum())


def test_without_hints_the_larger_thing_is_taken() -> None:
    assert overlap(found(prepare_photo(two_garments())), disc("left", 46)) > 0.9


def test_a_box_tells_which_garment_is_meant() -> None:
    mended = prepare_photo(two_garments(), hints=Hints(box=(0.5, 0.3, 0.98, 0.7)))
    assert overlap(found(mended), disc("right")) > 0.9
    assert mended.notes == ("The outline is as you mended it.",)


def test_nothing_outside_of_the_box_is_garment_but_what_a_stroke_marks() -> None:
    painted = stroke((70, 150), (80, 160))
    box = Hints(box=(0.5, 0.3, 0.98, 0.7), garment=painted)
    mask = found(prepare_photo(two_garments(), hints=box))
    outside = mask.copy()
    outside[:, WIDTH // 2 :] = False
    assert (outside == painted).all()


def test_a_box_without_a_garment_in_it_is_taken_whole() -> None:
    mask = found(prepare_photo(two_garments(), hints=Hints(box=(0.1, 0.75, 0.9, 0.95))))
    assert mask[225:285, 24:216].all()
    assert not mask[:220].any()


def test_strokes_bring_one_garment_in_and_take_the_other_out() -> None:
    hints = Hints(garment=stroke((165, 140), (195, 160)), ground=stroke((40, 130), (100, 170)))
    assert overlap(found(prepare_photo(two_garments(), hints=hints)), disc("right")) > 0.9


@pytest.mark.parametrize("seed", range(3))
def test_what_a_stroke_marks_is_what_the_mask_says_whatever_the_colours_say(seed: int) -> None:
    random = np.random.default_rng(seed)
    ends = random.integers(5, 235, (4, 2))
    garment = stroke(*map(tuple, ends[:2]), width=3)
    ground = stroke(*map(tuple, ends[2:]), width=3) & ~garment
    mask = found(prepare_photo(two_garments(), hints=Hints(garment=garment, ground=ground)))
    assert mask[garment].all()
    assert not mask[ground].any()


def test_strokes_of_another_size_are_brought_to_the_photo() -> None:
    small = Hints(garment=stroke((165, 140), (195, 160), width=13)[::2, ::2])
    mask = found(prepare_photo(two_garments(), hints=small))
    assert mask[145:155, 175:185].all()


def test_hints_that_say_nothing_change_nothing() -> None:
    nothing = Hints(garment=np.zeros((10, 10), bool))
    assert not nothing
    plain, hinted = prepare_photo(two_garments()), prepare_photo(two_garments(), hints=nothing)
    assert (plain.pixels == hinted.pixels).all()
    assert hinted.notes == plain.notes


def test_the_same_strokes_give_the_same_pixels() -> None:
    hints = Hints(garment=stroke((165, 140), (195, 160)))
    first, second = (prepare_photo(two_garments(), hints=hints).pixels for _ in range(2))
    assert (first == second).all()


def test_an_even_photo_is_refused_unless_a_person_says_where_the_garment_is() -> None:
    white = np.full((HEIGHT, WIDTH, 3), 240, np.uint8)
    with pytest.raises(BadPicture, match="No garment was found"):
        prepare_photo(white)
    mask = found(prepare_photo(white, hints=Hints(box=(0.25, 0.25, 0.75, 0.75))))
    assert mask[75:225, 60:180].all()
    assert mask.mean() < 0.3


def test_strokes_over_the_whole_garment_end_in_a_sentence() -> None:
    with pytest.raises(BadPicture, match="leave nothing of the garment"):
        prepare_photo(two_garments(), hints=Hints(ground=np.ones((HEIGHT, WIDTH), bool)))


def test_a_stroke_takes_out_only_itself_where_garment_and_ground_look_the_same() -> None:
    stones = np.random.default_rng(8).integers(90, 200, (30, 24, 3), np.uint8)
    photo = cv2.resize(stones, (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC)
    ground = stroke((70, 200), (150, 200))
    hints = Hints(box=(0.2, 0.2, 0.8, 0.8), ground=ground)
    mask = found(prepare_photo(photo, hints=hints))
    assert mask.sum() > 0.1 * mask.size
    assert not mask[ground].any()


def test_the_cut_out_of_a_transparent_photo_is_mended_too() -> None:
    photo = np.dstack([two_garments(), disc("left", 46).astype(np.uint8) * 255])
    hints = Hints(garment=stroke((165, 140), (195, 160)), ground=stroke((40, 130), (100, 170)))
    mask = found(prepare_photo(photo, hints=hints))
    assert mask[150, 180]
    assert not mask[150, 70]


def test_with_the_stage_off_there_is_no_outline_to_mend() -> None:
    off = Switches(segment=False)
    mended = prepare_photo(two_garments(), off, hints=Hints(box=(0.1, 0.1, 0.5, 0.5)))
    assert found(mended).all()


def test_hints_go_the_whole_road_from_the_bytes() -> None:
    stream = io.BytesIO()
    Image.fromarray(two_garments()).save(stream, "PNG")
    mended = prepare(stream.getvalue(), "photo", hints=Hints(box=(0.5, 0.3, 0.98, 0.7)))
    assert overlap(found(mended), disc("right")) > 0.9


@pytest.mark.parametrize("box", [(0.5, 0.1, 0.4, 0.9), (-0.1, 0, 1, 1), (0, 0, 1, 1.2)])
def test_a_box_that_is_none_is_refused(box: tuple[float, float, float, float]) -> None:
    with pytest.raises(BadPicture, match="outside of the photo"):
        Hints(box=box)


def test_a_box_too_small_for_a_garment_is_refused() -> None:
    with pytest.raises(BadPicture, match="too small"):
        Hints(box=(0.5, 0.5, 0.51, 0.9))


@pytest.mark.parametrize("mask", [np.zeros((4, 4), np.uint8), np.zeros((4, 4, 3), bool)])
def test_strokes_that_are_no_mask_are_refused(mask: np.ndarray) -> None:
    with pytest.raises(BadPicture, match="true and false"):
        Hints(garment=mask)
